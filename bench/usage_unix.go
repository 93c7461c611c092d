//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// busy returns the processor time of this process in seconds. Unlike clock time it does not depend on what
// else runs.
func busy() float64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		panic("bench: this system has no clock for processor time: " + err.Error())
	}
	return float64(t.Nano()) / 1e9
}

// peak returns the peak memory of this process so far, in bytes.
func peak() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic("bench: this system does not report peak memory: " + err.Error())
	}
	return maxrss(&usage)
}

// peakOf returns the peak memory of a finished process, in bytes.
func peakOf(s *os.ProcessState) int64 { return maxrss(s.SysUsage().(*syscall.Rusage)) }

// maxrss returns usage.Maxrss in bytes; its unit depends on the system.
func maxrss(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return 1024 * int64(usage.Maxrss)
}
