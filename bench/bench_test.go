package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"proxflow/theory/ot"
)

// TestMain lets the program start itself, as the benchmarks do.
func TestMain(m *testing.M) {
	if args := os.Args[1:]; len(args) > 0 && works[args[0]] != nil {
		os.Exit(work(args, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestMedianAndGeometricMeanOfKnownValues(t *testing.T) {
	for _, c := range []struct{ got, want float64 }{
		{median([]float64{3}), 3},
		{median([]float64{5, 1, 3}), 3},
		{median([]float64{4, 1, 3, 100}), 3.5},
		{geometricMean([]float64{2, 8}), 4},
		{geometricMean([]float64{1, 10, 100}), 10},
	} {
		if math.Abs(c.got-c.want) > 1e-14*c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if m, g := median(nil), geometricMean(nil); !math.IsNaN(m) || !math.IsNaN(g) {
		t.Errorf("of no values: got %v and %v, want NaN", m, g)
	}
}

func TestOutputThatIsNotAMeasurementIsRejected(t *testing.T) {
	const text = `{"seconds": [0.5, 0.25], "wall": 0.8, "base": 61440, "cost": 1.5}` + "\n"
	m, err := parseMeasurement([]byte(text))
	want := measurement{Seconds: []float64{0.5, 0.25}, Wall: 0.8, Cost: 1.5, Base: 61440}
	if err != nil || !reflect.DeepEqual(m, want) {
		t.Errorf("got %+v, %v, want %+v", m, err, want)
	}
	for _, text := range []string{
		"", "Traceback", `[]`,
		`{"seconds": [], "wall": 1, "cost": 1}`,
		`{"seconds": [0], "wall": 1, "cost": 1}`,
		`{"seconds": [1], "cost": 1}`,
		`{"seconds": [1], "certificate": [-1], "wall": 1, "cost": 1}`,
		`{"seconds": [1], "wall": 1, "cost": NaN}`,
	} {
		if m, err := parseMeasurement([]byte(text)); err == nil {
			t.Errorf("%s: got %+v, want an error", text, m)
		}
	}
}

func TestProblemsSurviveTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "points")
	for _, s := range sets {
		p := s.problem(7, 1)
		if err := write(file, p); err != nil {
			t.Fatal(err)
		}
		if q, err := read(file, s.dim); err != nil || !reflect.DeepEqual(p, q) {
			t.Errorf("%s: got %v, %v, want %v", s.name, q, err, p)
		}
		if slices.Equal(p.Y, s.problem(7, 2).Y) {
			t.Errorf("%s: two rounds have the same points", s.name)
		}
	}
	if _, err := read(file, 3); err == nil {
		t.Error("a file with coordinates left over was read")
	}
}

func TestOurProcessMeasuresWhatItSolves(t *testing.T) {
	file := filepath.Join(t.TempDir(), "points")
	p := &ot.Problem{Dim: 1, X: []float64{2, 0, 1}, Y: []float64{10, 30, 20}}
	if err := write(file, p); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	m, err := contender{"ours", []string{self, "assign", "univariate"}}.run(t.Context(), "1", "0.01", file)
	if err != nil {
		t.Fatal(err)
	}
	if want := (100.0 + 19*19 + 28*28) / 3; math.Abs(m.Cost-want) > 1e-12*want {
		t.Errorf("got the cost %v, want %v", m.Cost, want)
	}
	total := sum(m.Seconds)
	if len(m.Seconds) != len(m.Certificate) || total < 0.01 && len(m.Seconds) < 1000 {
		t.Errorf("got %d times and %d certificates in %v s", len(m.Seconds), len(m.Certificate), total)
	}
	if m.Base < 1<<20 || m.peak < m.Base || m.peak > 1<<30 {
		t.Errorf("memory grew from %d to %d bytes", m.Base, m.peak)
	}
	for _, args := range [][]string{{"1", "0.01"}, {"2", "0.01", file}, {"1", "0.01", file + "s"}} {
		m, err := contender{"ours", []string{self, "assign", "univariate"}}.run(t.Context(), args...)
		if err == nil {
			t.Errorf("%q: got %+v, want an error", args, m)
		}
	}
}

func TestOurProcessTrains(t *testing.T) {
	m, err := train([]string{"3-8-2", "16", "none", "0.3"})
	if err != nil {
		t.Fatal(err)
	}
	s := median(m.Seconds)
	if len(m.Seconds) != 2 || !(s > 1e-7 && s < 1e-2) || !(m.Wall > 0) || !(m.Cost > 0 && m.Cost < 100) {
		t.Errorf("got %+v", m)
	}
	for _, args := range [][]string{{"3-8-2", "16", "none"}, {"2-8-2", "16", "none", "1"},
		{"3-x-2", "16", "none", "1"}, {"3-8-2", "0", "none", "1"}} {
		if _, err := train(args); err == nil {
			t.Errorf("%q: got no error", args)
		}
	}
}

// saying returns a contender that runs this shell command, whatever the problem.
func saying(name, text string) contender {
	return contender{name, []string{"/bin/sh", "-c", text}}
}

func measured(seconds, cost string) string {
	const text = `echo '{"seconds": %s, "certificate": [0.5, 0.5], "wall": 2, "cost": %s}'`
	return fmt.Sprintf(text, seconds, cost)
}

// bench runs the assignment benchmark with these contenders and returns the rows without the header.
func bench(t *testing.T, sets []string, all ...contender) ([]string, *comparison, error) {
	t.Helper()
	var out bytes.Buffer
	c := &comparison{show: newProgress(io.Discard), all: all, base: map[string]int64{}}
	c.begin(&out, column{"n", 5}, column{"set", 14}, column{"ours", 7}, column{"certified", 7})
	o := options{sizes: []int{4}, sets: sets, rounds: 3}
	err := assignAll(t.Context(), c, o, filepath.Join(t.TempDir(), "points"))
	rows := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	return rows[2:], c, err
}

func TestRowsShowMediansRatiosAndTheirMean(t *testing.T) {
	rows, _, err := bench(t, []string{"circle", "two-moons"},
		saying("ours", measured("[0.25, 5, 0.5]", "1")), saying("Peer", measured("[2]", "1.0000000000001")))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 {
		t.Fatalf("got %q, want two rows and their mean", rows)
	}
	for i, want := range []string{
		"4 circle 500 ms 1.00 s 2.00 s 4.00 (4.00–4.00)",
		"4 two-moons 500 ms 1.00 s 2.00 s 4.00 (4.00–4.00)",
		"4 geometric mean 4.00",
	} {
		if got := strings.Join(strings.Fields(rows[i]), " "); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want it to begin with %q", got, want)
		}
	}
}

func TestAWrongAnswerIsNotTimed(t *testing.T) {
	for _, cost := range []string{"1.00000000001", "0.5"} {
		rows, _, err := bench(t, []string{"circle"},
			saying("ours", measured("[1]", "1")), saying("Peer", measured("[1]", cost)))
		if err == nil || !strings.Contains(err.Error(), "Peer: the cost is "+cost) || len(rows) > 0 {
			t.Errorf("cost %s: got %v and %q, want an error", cost, err, rows)
		}
	}
}

func TestAPeerThatFailsIsNotedAndOursIsAnError(t *testing.T) {
	rows, b, err := bench(t, []string{"circle", "normal-2"},
		saying("ours", measured("[1]", "1")), saying("Peer", "echo out of memory >&2; exit 1"))
	if err != nil || len(rows) != 3 || !strings.Contains(rows[0], "–") || !strings.HasSuffix(rows[2], "–") {
		t.Errorf("got %q, %v, want rows with gaps", rows, err)
	}
	if len(b.notes) != 6 || !strings.Contains(b.notes[0], "Peer: exit status 1: out of memory") {
		t.Errorf("got the notes %q", b.notes)
	}
	if rows, _, err := bench(t, []string{"circle"}, saying("ours", "exit 1")); err == nil || len(rows) > 0 {
		t.Errorf("got %q, %v, want an error", rows, err)
	}
}

func TestPeersAreFoundInTheFirstPythonThatImportsThem(t *testing.T) {
	dir := t.TempDir()
	python := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
		return file
	}
	broken := python("broken", "exit 1")
	first := python("first", `echo '{"scipy": "1"}'`)
	second := python("second", `echo '{"scipy": "2", "ot": "3"}'`)
	pythons := []string{filepath.Join(dir, "none"), broken, first, second}
	got := find(t.Context(), "peers.py", pythons, assigners)
	if want := map[string]found{"scipy": {first, "1"}, "ot": {second, "3"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWrongUsageIsStatusTwo(t *testing.T) {
	if status := run([]string{"-peers", "no-such-script"}, io.Discard, io.Discard); status != 1 {
		t.Errorf("without the script: got the status %d, want 1", status)
	}
	for _, args := range [][]string{{"-n", "0"}, {"-n", "5,x"}, {"-sets", "square"}, {"-rounds", "0"},
		{"assign-ment"}, {"-none"}} {
		var out bytes.Buffer
		if status := run(args, &out, io.Discard); status != 2 || out.Len() > 0 {
			t.Errorf("%q: got the status %d and %q", args, status, &out)
		}
	}
}

func TestWithoutPythonOursIsTimedAlone(t *testing.T) {
	var out, messages bytes.Buffer
	status := run([]string{"-n", "16,20", "-sets", "circle", "-rounds", "1", "-peers", "../scripts/peers.py",
		"-python", "no-such-python", "assignment"}, &out, &messages)
	if status != 0 || messages.Len() > 0 {
		t.Fatalf("got the status %d, %s", status, &messages)
	}
	for _, want := range []string{"SciPy is not timed: ", "POT is not timed: ", "(Debian: python3-pot)",
		"\n16 ", "\n20 "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "/ours ") {
		t.Errorf("columns for peers that are not there:\n%s", &out)
	}
}
