package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"proxflow/theory/ot"
)

// assign is our side of the benchmark of assignments, in a process of its own, with the arguments of the peers:
// SOLVER DIM SECONDS FILE. It solves the problem again and again for some seconds, once at least.
func assign(args []string, stdout, stderr io.Writer) int {
	m, err := measureOurs(args)
	if err == nil {
		err = json.NewEncoder(stdout).Encode(m)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func measureOurs(args []string) (m measurement, err error) {
	if len(args) != 4 {
		return m, errors.New("want SOLVER DIM SECONDS FILE")
	}
	solver, err := ot.Catalog.New(args[0])
	if err != nil {
		return m, err
	}
	dim, err := strconv.Atoi(args[1])
	if err != nil {
		return m, err
	}
	atLeast, err := strconv.ParseFloat(args[2], 64)
	if err != nil {
		return m, err
	}
	p, err := read(args[3], dim)
	if err != nil {
		return m, err
	}
	now := func() float64 { // processor time of this process; clock time would depend on what else runs
		var t unix.Timespec
		if e := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); e != nil {
			err = e
		}
		return float64(t.Nano()) / 1e9
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return m, err
	}
	m.Base = peakOf(&usage)
	for total := 0.0; total < atLeast || m.Seconds == nil; {
		clock := time.Now()
		start := now()
		c, err := solver.Solve(p)
		solved := now()
		if err != nil {
			return m, err
		}
		m.Wall += time.Since(clock).Seconds()
		certificate := ot.Certify(p, c)
		end := now()
		if err := certificate.Err(); err != nil {
			return m, err
		}
		total += solved - start
		m.Seconds, m.Certificate = append(m.Seconds, solved-start), append(m.Certificate, end-solved)
		m.Cost = certificate.Cost
	}
	return m, err
}
