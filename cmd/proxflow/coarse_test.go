package main

import (
	"fmt"
	"math"
	"testing"

	"proxflow/results"
	"proxflow/theory/claim"
)

// excused are metrics of experiments whose tolerance may exceed the scale, with the reason that the spec
// gives for it.
var excused = map[string]string{}

// everyToleranceIsBelowItsScale walks what a store holds: no tolerance exceeds the size of what is claimed,
// so that each metric of each experiment can fail.
func everyToleranceIsBelowItsScale(t *testing.T, file string) {
	store, err := results.OpenReadOnly(file)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	experiments, err := store.Experiments()
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	for _, e := range experiments {
		for metric, tol := range e.Tolerances {
			why[e.Name+"/"+metric] = tol.Why
		}
	}
	rows, err := store.Rows()
	if err != nil {
		t.Fatal(err)
	}
	scales := map[string]claim.Scale{}
	for _, name := range claim.Catalog.Names() {
		check, _ := claim.Catalog.Blank(name)
		for _, m := range check.Metrics() {
			scales[name+"/"+m.Name] = m.Scale
		}
	}
	coarse, seen := map[string]string{}, 0
	for _, r := range rows {
		if r.Control || r.By != "" || r.Verdict == results.Skipped {
			continue
		}
		seen++
		scale := float64(scales[r.Check+"/"+r.Metric])
		if scale == float64(claim.OfWant) {
			scale = math.Abs(float64(r.Want))
		}
		if !(float64(r.Tol) <= scale) {
			const says = "the tolerance is %g and the scale %g"
			coarse[r.Experiment+"/"+r.Metric] = fmt.Sprintf(says, float64(r.Tol), scale)
		}
	}
	if seen < 1000 {
		t.Errorf("only %d measurements were looked at", seen)
	}
	for key, says := range coarse {
		if reason, ok := excused[key]; !ok || reason != why[key] {
			t.Errorf("%s cannot fail: %s", key, says)
		}
	}
	for key := range excused {
		if coarse[key] == "" {
			t.Errorf("%s needs no excuse", key)
		}
	}
}
