package main

import (
	"path/filepath"
	"testing"
)

// The thresholds of one experiment, of those that are shipped, are measured again.
func TestShippedThresholdsHold(t *testing.T) {
	file, err := filepath.Abs("../../docs/thresholds.json")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := filepath.Abs("../../experiments/second-epi-derivative.toml")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := program(t.Context(), t.TempDir(), "calibrate", spec, "--check", file); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
