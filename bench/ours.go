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

// works are what this program does in a process of its own, by the first argument; the peers' script has them too.
var works = map[string]func(args []string) (measurement, error){"assign": assign, "train": train}

// work writes what such a process measures.
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

// assign is our side of the benchmark of assignments: SOLVER DIM SECONDS FILE.
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

// repeat times step, and certify apart, again and again until all steps took some seconds, once at least and a thousand
// times at most.
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
