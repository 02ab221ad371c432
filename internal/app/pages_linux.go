package app

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// madvCold is MADV_COLD of Linux 5.4, which package syscall does not know yet.
const madvCold = 20

// leaveProgram gives back the pages of the program's own file that are mapped. To start
// touches most of them, each with its fifteen neighbours, which the kernel maps along:
// beginnings of packages, tables of types, what reads settings and the contract. A server
// that few ask comes back to less than half.
//
// They stay in the system's file cache, but as the first that it lets go when memory is
// wanted: mapped and just used, those of a program are among the last, and the limit of a
// container counts them too. So many small instances can stand on one machine. What is
// used again is mapped again, without a look at the disk as long as the cache has it: some
// hundred faults of about a microsecond, once.
//
// Nothing can be lost: only mappings that nobody can write to are left, and none that was
// written before it was closed to writing, as relocated data of a program is.
func leaveProgram() error {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return fmt.Errorf("find the program's file: %w", err)
	}
	return leaveFile(self)
}

// leaveFile does so with any file.
func leaveFile(path string) error {
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return fmt.Errorf("read what is mapped: %w", err)
	}
	defer func() { _ = f.Close() }() // it was read
	spans, err := cleanSpans(f, path)
	if err != nil {
		return fmt.Errorf("read what is mapped: %w", err)
	}
	for _, s := range spans {
		// First cold, or else to unmap what was used a moment ago makes it young. Older
		// systems do not know how, and go on.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, s.from, s.to-s.from, madvCold)
		if _, _, no := syscall.Syscall(syscall.SYS_MADVISE, s.from, s.to-s.from, syscall.MADV_DONTNEED); no != 0 {
			return fmt.Errorf("leave pages of %s: %w", path, no)
		}
	}
	return nil
}

// A span is a part of the address space.
type span struct{ from, to uintptr }

// cleanSpans returns where the file is mapped without any page that differs from it, nor
// the right to make one, as /proc/PID/smaps tells (proc_pid_smaps(5)). Where nothing is
// resident there is nothing to leave, or nothing is known: emulators write zeros.
func cleanSpans(smaps io.Reader, file string) ([]span, error) {
	var spans []span
	lines := bufio.NewScanner(smaps)
	inside, clean := false, 0 // clean counts those of three lines that say what they should
	for lines.Scan() {
		name, rest, _ := strings.Cut(lines.Text(), " ")
		if s, ok := spanOf(name); ok {
			if inside && clean < 3 {
				spans = spans[:len(spans)-1]
			}
			fields := strings.Fields(rest)
			inside, clean = len(fields) >= 5 && fields[0][1] == '-' && fields[0][3] == 'p' && strings.Join(fields[4:], " ") == file, 0
			if inside {
				spans = append(spans, s)
			}
		} else if zero := strings.TrimSpace(rest) == "0 kB"; zero && (name == "Anonymous:" || name == "Swap:") || !zero && name == "Rss:" {
			clean++
		}
	}
	if inside && clean < 3 {
		spans = spans[:len(spans)-1]
	}
	return spans, lines.Err()
}

// spanOf reads "00400000-01a7d000", with which the lines of a mapping begin.
func spanOf(s string) (span, bool) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return span{}, false
	}
	a, err := strconv.ParseUint(from, 16, strconv.IntSize)
	if err != nil {
		return span{}, false
	}
	b, err := strconv.ParseUint(to, 16, strconv.IntSize)
	return span{from: uintptr(a), to: uintptr(b)}, err == nil && a < b
}
