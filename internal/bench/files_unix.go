//go:build unix

package main

import "golang.org/x/sys/unix"

// openFiles returns how many files a process may have open: Go raises what it starts with to
// the most that it may have.
func openFiles() (most uint64, known bool) {
	var limit unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit)
	return uint64(limit.Cur), err == nil //nolint:unconvert // it has a sign on FreeBSD
}
