package report

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/runner"
)

// The part of the JUnit format that continuous integration reads. An experiment is a test suite, and each of
// its cases is a test case.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitMessage `xml:"failure"`
		Error   *junitMessage `xml:"error"`
		Skipped *junitMessage `xml:"skipped"`
		Out     string        `xml:"system-out,omitempty"` // warnings
	}
	junitMessage struct {
		Type string `xml:"type,attr"`
		Text string `xml:"message,attr"`
	}
)

// JUnit returns a judgement as JUnit XML. Inconclusive becomes an error, since it is neither a pass nor a
// failure.
func JUnit(j runner.Judgement) []byte {
	var all junitSuites
	for _, e := range j.Experiments {
		s := junitSuite{Name: e.Name}
		for _, o := range e.Cases {
			name := o.Label
			if o.Control != nil {
				name = "control: " + name
			}
			s.add(name, o.Verdict, o.Why, warningsOf(e, o.No))
		}
		for _, gap := range e.Gaps {
			s.add("the experiment as a whole", results.Inconclusive, gap, "")
		}
		if e.Verdict.Compare(results.Pass) > 0 && s.Failures+s.Errors == 0 { // nothing was measured
			s.add("the experiment as a whole", e.Verdict, e.Why, "")
		}
		all.Suites = append(all.Suites, s)
	}
	b, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		panic(fmt.Sprint("report: ", err)) // strings and numbers cannot fail
	}
	return append([]byte(xml.Header), append(b, '\n')...)
}

func (s *junitSuite) add(name string, v results.Verdict, why, warnings string) {
	c := junitCase{Class: s.Name, Name: name, Out: warnings}
	m := &junitMessage{string(v), why}
	s.Tests++
	switch v {
	case results.Fail, results.Missed:
		c.Failure = m
		s.Failures++
	case results.Error, results.Inconclusive:
		c.Error = m
		s.Errors++
	case results.Skipped:
		c.Skipped = m
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

// warningsOf returns the distinct warnings of a case, one per line.
func warningsOf(e runner.ExperimentOutcome, no int) string {
	var lines []string
	for _, w := range e.Warnings {
		if line := "warning: " + w.Text; w.CaseNo == no && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
