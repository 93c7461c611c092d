package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"time"
)

// contender is a program that does the work in its own process.
type contender struct {
	name    string
	command []string
}

// measurement is what such a process writes as one line of JSON, and its peak memory.
type measurement struct {
	Seconds     []float64 `json:"seconds"`     // processor time of each repetition
	Certificate []float64 `json:"certificate"` // processor time of each certificate, if there is one
	Wall        float64   `json:"wall"`        // clock time of all repetitions
	Cost        float64   `json:"cost"`        // mean |x-y|² of the pairs, or the last loss
	Base        int64     `json:"base"`        // peak memory before the first repetition, in bytes
	peak        int64     // peak memory at the end, in bytes
}

// oneThread restricts all libraries used here to one thread.
var oneThread = []string{"GOMAXPROCS=1", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1"}

// run starts the contender with further arguments. A process inherits the peak memory of its parent, so this
// one must stay small.
func (c contender) run(ctx context.Context, args ...string) (measurement, error) {
	command := append(c.command, args...)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), oneThread...)
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return measurement{}, errors.New("interrupted")
		}
		return measurement{}, fmt.Errorf("%s: %w: %s", c.name, err, lastLine(stderr.String()))
	}
	m, err := parseMeasurement(stdout.Bytes())
	if err != nil {
		return m, fmt.Errorf("%s: %w", c.name, err)
	}
	m.peak = peakOf(cmd.ProcessState)
	return m, nil
}

// parseMeasurement reads the output of a contender and rejects impossible values.
func parseMeasurement(text []byte) (m measurement, err error) {
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%.80q is not a measurement: %w", text, err)
	}
	if len(m.Seconds) == 0 {
		return m, errors.New("nothing was measured")
	}
	for _, s := range append(append([]float64{m.Wall}, m.Seconds...), m.Certificate...) {
		if !(s > 0) || math.IsInf(s, 0) {
			return m, fmt.Errorf("%v s is not a time", s)
		}
	}
	return m, nil
}

// lastLine returns the last line, where Python says what went wrong.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// peer is a Python library that does the same work.
type peer struct {
	name, module, debian string
	work                 []string // arguments of the script
}

// found is an interpreter that imports a peer, and the peer's version.
type found struct{ python, version string }

// find returns for each module the first interpreter that imports it.
func find(ctx context.Context, script string, pythons []string, peers []peer) map[string]found {
	list := map[string]found{}
	args := []string{script, "versions"}
	for _, p := range peers {
		args = append(args, p.module)
	}
	for _, python := range pythons {
		out, err := exec.CommandContext(ctx, python, args...).Output()
		versions := map[string]string{}
		if err != nil || json.Unmarshal(out, &versions) != nil {
			continue
		}
		for module, version := range versions {
			if _, ok := list[module]; !ok {
				list[module] = found{python, version}
			}
		}
	}
	return list
}
