package report

import (
	"encoding/xml"
	"fmt"

	"proxflow/results"
	"proxflow/runner"
)

// The part of the JUnit format that continuous integration reads: a suite for each experiment, a case for each of its
// cases.
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
	}
	junitMessage struct {
		Type string `xml:"type,attr"`
		Text string `xml:"message,attr"`
	}
)

// JUnit writes a judgement as JUnit XML. What is inconclusive is an error there: it is no pass and no failure.
func JUnit(j runner.Judgement) []byte {
	var report junitSuites
	for _, e := range j.Experiments {
		s := junitSuite{Name: e.Name}
		add := func(name string, v results.Verdict, why string) {
			c := junitCase{Class: e.Name, Name: name}
			m := &junitMessage{string(v), why}
			s.Tests++
			switch v {
			case results.Fail, runner.Missed:
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
		bad := false
		for _, o := range e.Cases {
			name := o.Label
			if o.Control != nil {
				name = "control: " + name
			}
			add(name, o.Verdict, reason(o))
			bad = bad || s.Failures+s.Errors > 0
		}
		if e.Verdict != results.Pass && !bad { // the experiment as a whole: nothing was measured
			add("measured", e.Verdict, e.Why)
		}
		report.Suites = append(report.Suites, s)
	}
	b, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		panic(fmt.Sprint("report: ", err)) // names and numbers cannot fail
	}
	return append([]byte(xml.Header), append(b, '\n')...)
}
