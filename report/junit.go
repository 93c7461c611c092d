package report

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"proxflow/report/changes"
	"proxflow/results"
	"proxflow/runner"
)

// The part of the JUnit format that continuous integration reads. An experiment is a test suite, and each of
// its cases is a test case. Elements and attributes are those of the schema of Jenkins, in its order; times
// are in seconds. [https://github.com/jenkinsci/xunit-plugin, junit-10.xsd]
type (
	junitSuites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Time     seconds  `xml:"time,attr"`
		Suites   []junitSuite
	}
	junitSuite struct {
		XMLName  xml.Name `xml:"testsuite"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Time     seconds  `xml:"time,attr"`
		Cases    []junitCase
	}
	junitCase struct {
		XMLName xml.Name      `xml:"testcase"`
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    seconds       `xml:"time,attr"`
		Skipped *junitMessage `xml:"skipped"`
		Error   *junitMessage `xml:"error"`
		Failure *junitMessage `xml:"failure"`
		Out     string        `xml:"system-out,omitempty"` // warnings
	}
	junitMessage struct {
		Type string `xml:"type,attr"`
		Text string `xml:"message,attr"`
	}
)

// seconds is a time; the schema wants a decimal fraction.
type seconds float64

func (s seconds) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%.3f", float64(s)), nil }

// WriteJUnit writes a judgement to a file as JUnit XML, and with a baseline what has changed since then.
// Inconclusive is an error there, since it is neither a pass nor a failure.
func WriteJUnit(file string, store *results.Snapshot, j runner.Judgement, changed []changes.Change) error {
	experiments, err := store.Experiments()
	if err != nil {
		return err
	}
	took, err := store.Durations()
	if err != nil {
		return err
	}
	times := map[string][]seconds{} // of the cases of an experiment
	for _, e := range experiments {
		for _, c := range e.Cases {
			sum := 0.0
			for _, key := range c.Trials() {
				sum += took[key]
			}
			times[e.Name] = append(times[e.Name], seconds(sum))
		}
	}
	return results.WriteFile(file, junit(j, times, changed))
}

func junit(j runner.Judgement, times map[string][]seconds, changed []changes.Change) []byte {
	all := junitSuites{Name: "proxflow"}
	for _, e := range j.Experiments {
		s := junitSuite{Name: e.Name}
		for _, o := range e.Cases {
			name := o.Label
			if o.Control != nil {
				name = "control: " + name
			}
			s.add(junitCase{Name: name, Time: times[e.Name][o.No], Out: warningsOf(e, o.No)}, o.Verdict, o.Why)
		}
		whole := junitCase{Name: "the experiment as a whole"}
		for _, gap := range e.Gaps {
			s.add(whole, results.Inconclusive, gap)
		}
		if e.Verdict.Compare(results.Pass) > 0 && s.Failures+s.Errors == 0 { // nothing was measured
			s.add(whole, e.Verdict, e.Why)
		}
		all.add(s)
	}
	kept := junitSuite{Name: "baseline"}
	for _, c := range changed {
		if c.Fails() {
			name := strings.Trim(c.Experiment+", "+c.Case+", "+c.Metric, ", ")
			kept.add(junitCase{Name: name}, results.Fail, c.Text)
		}
	}
	if kept.Tests > 0 {
		all.add(kept)
	}
	b, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		panic(fmt.Sprint("report: ", err)) // strings and numbers cannot fail
	}
	return append([]byte(xml.Header), append(b, '\n')...)
}

func (all *junitSuites) add(s junitSuite) {
	all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	all.Time += s.Time
	all.Suites = append(all.Suites, s)
}

func (s *junitSuite) add(c junitCase, v results.Verdict, why string) {
	c.Class = s.Name
	s.Time += c.Time
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
