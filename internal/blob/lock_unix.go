//go:build unix

package blob

import (
	"os"
	"syscall"
)

// lock waits until nobody else, of any process, has the file locked; shared: until
// nobody has it alone. Closing the file unlocks it.
func lock(f *os.File, shared bool) error {
	how := syscall.LOCK_EX
	if shared {
		how = syscall.LOCK_SH
	}
	for {
		if err := syscall.Flock(int(f.Fd()), how); err != syscall.EINTR {
			return os.NewSyscallError("flock", err)
		}
	}
}
