package results

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
)

func BenchmarkPut(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "x.sqlite"))
	run := begin(b, s)
	for i := 0; b.Loop(); i++ {
		t := Trial{Key: fmt.Sprint(i), Params: json.RawMessage("{}"), Measurements: make([]Measurement, 6)}
		if err := s.Put(run, t); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenAndClose(b *testing.B) {
	path := filepath.Join(b.TempDir(), "x.sqlite")
	for b.Loop() {
		if err := open(b, path).Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRows(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "x.sqlite"))
	run := begin(b, s)
	e := experiment("e", "P")
	for i := range 1000 {
		e.Cases = append(e.Cases, oneCase(fmt.Sprint("ball", i), nil, fmt.Sprint(i)))
		if err := s.Put(run, Trial{Key: fmt.Sprint(i), Params: json.RawMessage("{}"),
			Measurements: make([]Measurement, 100)}); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Plan(e); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if rows, err := s.Rows("e"); err != nil || len(rows) != 100_000 {
			b.Fatal(len(rows), err)
		}
	}
}

// BenchmarkSamples reads 200 000 samples with their verdicts.
func BenchmarkSamples(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "x.sqlite"))
	run := begin(b, s)
	e := experiment("e", "M")
	put := func(key string, m []Measurement) {
		if err := s.Put(run, Trial{Key: key, Params: json.RawMessage("{}"), Measurements: m}); err != nil {
			b.Fatal(err)
		}
	}
	samples, summary := make([]Measurement, 200), make([]Measurement, 200)
	for i := range samples {
		samples[i] = Measurement{Metric: "draw", At: float64(i), By: "error"}
		summary[i] = Measurement{Metric: "error", At: float64(i)}
	}
	for i := range 10 {
		c := oneCase(fmt.Sprint("ball", i), nil)
		for j := range 100 {
			c.Keys = append(c.Keys, fmt.Sprint(i, " ", j))
			put(c.Keys[j], samples)
		}
		c.Summary = fmt.Sprint("summary ", i)
		put(c.Summary, summary)
		e.Cases = append(e.Cases, c)
	}
	if err := s.Plan(e); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if rows, err := s.Rows("e"); err != nil || len(rows) != 202_000 || rows[len(rows)-1].Verdict != Pass {
			b.Fatal(len(rows), err)
		}
	}
}
