package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"proxflow/theory/ot"
)

// works are the tasks of the processes that measure, by first argument; the script of the peers has the same
// ones.
var works = map[string]func(args []string) (measurement, error){"assign": assign, "train": train}

// work runs a task and writes its measurement.
func work(args []string, stdout, stderr io.Writer) int {
	m, err := works[args[0]](args[1:])
	if err == nil {
		err = json.NewEncoder(stdout).Encode(m)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// assign is our side of the assignment benchmark. Its arguments are SOLVER DIM SECONDS FILE.
func assign(args []string) (m measurement, err error) {
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
	seconds, err := strconv.ParseFloat(args[2], 64)
	if err != nil {
		return m, err
	}
	p, err := read(args[3], dim)
	if err != nil {
		return m, err
	}
	var c *ot.Coupling
	var cost float64
	m, err = repeat(seconds,
		func() (err error) {
			c, err = solver.Solve(p)
			return err
		},
		func() error {
			certificate := ot.Certify(p, c)
			cost = certificate.Cost
			return certificate.Err()
		})
	m.Cost = cost
	return m, err
}

// repeat times step, and certify separately, until the steps have taken this many seconds, but at least once
// and at most a thousand times.
func repeat(seconds float64, step, certify func() error) (m measurement, err error) {
	m.Base = peak()
	for total := 0.0; m.Seconds == nil || total < seconds && len(m.Seconds) < 1000; {
		clock, start := time.Now(), busy()
		if err := step(); err != nil {
			return m, err
		}
		done := busy()
		m.Wall += time.Since(clock).Seconds()
		if err := certify(); err != nil {
			return m, err
		}
		total += done - start
		m.Seconds, m.Certificate = append(m.Seconds, done-start), append(m.Certificate, busy()-done)
	}
	return m, nil
}
