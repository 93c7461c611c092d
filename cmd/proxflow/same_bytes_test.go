package main

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// ordinary is a spec of 52 trials, each of some milliseconds.
const ordinary = `
name = "ordinary"
claim = "P"
check = "proximal-recovery"
repeats = 4
params = { points = 300 }
[sweep]
target = ["ball", "simplex", { name = "ellipsoid", axes = [1.0, 2.0, 0.5] }, "orthogonal"]
t = [0.1, 0.5, 0.9]
[[control]]
why = "the coupling is not optimal"
params = { target = "ball", coupling = "independent" }
`

// program runs the command in a process of its own, which can be killed, and returns its standard output.
func program(ctx context.Context, dir string, args ...string) (stdout []byte, err error) {
	cmd := exec.CommandContext(ctx, "proxflow", args...)
	cmd.Dir = dir
	return cmd.Output()
}

// dump returns the measurements in the store of a directory.
func dump(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := program(t.Context(), dir, "results")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fresh returns a new directory with the ordinary spec in it.
func fresh(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "spec.toml"), []byte(ordinary), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDumpIsTheSameBytesForAnyJobsAndAfterKills(t *testing.T) {
	var want []byte
	var whole time.Duration
	for n := range 10 {
		dir, jobs := fresh(t), strconv.Itoa(1<<(n%4))
		start := time.Now()
		if _, err := program(t.Context(), dir, "run", "--jobs", jobs, "spec.toml"); err != nil {
			t.Fatal(err)
		}
		whole = time.Since(start)
		got := dump(t, dir)
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("run %d, with --jobs %s, gives another dump than the first, with --jobs 1", n+1, jobs)
		}
	}
	if n := bytes.Count(want, []byte{'\n'}); n < 6*4*12 {
		t.Fatalf("the dump has only %d lines", n)
	}

	var dir string
	for kills, runs := 0, 0; kills == 0 || runs < 6; runs++ {
		if kills == 0 {
			dir = fresh(t)
		}
		ctx, cancel := context.WithTimeout(t.Context(),
			time.Duration(rand.Float64()*float64(whole))) // the kill is SIGKILL
		_, err := program(ctx, dir, "run", "--jobs", "2", "spec.toml")
		killed := ctx.Err() != nil && err != nil
		cancel()
		if exit := (*exec.ExitError)(nil); !killed && errors.As(err, &exit) {
			t.Fatalf("a run fails on the store that a killed run left: %v: %s", err, exit.Stderr)
		}
		if killed {
			kills++
		}
	}
	if _, err := program(t.Context(), dir, "run", "spec.toml"); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(dump(t, dir), want) {
		t.Error("the dump after kills differs from that of an uninterrupted run")
	}
}
