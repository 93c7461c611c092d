package spec

import (
	"errors"

	"proxflow/results"
)

// Lines returns the lines of a spec's text, from 1, where a planned experiment begins, and where it says what
// each of its cases is: the control, the value of the first parameter that is swept, or else the check.
func Lines(e results.Experiment) (experiment int, cases []int) {
	experiment, cases = 1, make([]int, len(e.Cases))
	d, err := parse(e.File, e.Text)
	if err == nil {
		experiment = d.lineOf("name")
		d.read = func(string) (string, error) { return "", errors.New("no other file is read") }
		if s, err := read(d, e.Size, names{}); err == nil && len(s.lines) == len(cases) {
			return experiment, s.lines
		}
	}
	for i := range cases {
		cases[i] = experiment
	}
	return experiment, cases
}
