package main

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// processor is the time of the processor that the process has taken, all its threads
// together, those that ended too. Its clock counts nanoseconds (clock_getcpuclockid(3)).
func (s *server) processor() (time.Duration, error) {
	const scheduled = 2 // CPUCLOCK_SCHED of the kernel
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^s.cmd.Process.Pid)<<3|scheduled, &at); err != nil {
		return 0, fmt.Errorf("read the processor's time of %s: %w", s.name, err)
	}
	return time.Duration(at.Nano()), nil
}
