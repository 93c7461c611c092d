package report

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"proxflow/report/changes"
	"proxflow/results"
)

// allowed are the attributes that the schema of Jenkins, junit-10.xsd, allows, and the parent of each
// element.
var allowed = map[string]struct {
	parent               string
	required, attributes []string
}{
	"testsuites": {"", nil, []string{"name", "time", "tests", "failures", "errors"}},
	"testsuite": {"testsuites", []string{"name", "tests", "failures", "errors"},
		[]string{"name", "tests", "failures", "errors", "time", "skipped"}},
	"testcase":   {"testsuite", []string{"name"}, []string{"name", "time", "classname"}},
	"skipped":    {"testcase", nil, []string{"type", "message"}},
	"error":      {"testcase", nil, []string{"type", "message"}},
	"failure":    {"testcase", nil, []string{"type", "message"}},
	"system-out": {"testcase", nil, nil},
}

var surefireTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`)

// A judgement with every kind of verdict, odd letters and changes is JUnit as the schema wants it, its counts
// are those of its elements, and its times add up.
func TestJUnitFollowsTheSchema(t *testing.T) {
	f := newFixture(t)
	e := experiment("one", "ball", "bo\x00x <&\"", "flat", "torus", "cantor")
	e.Cases[3].Control = &results.Control{Why: "it must fail"}
	f.check(f.store.Plan(e))
	run := f.begin("a1", false)
	f.put(run, "ball", 0.5)
	f.put(run, "bo\x00x <&\"", 7, "a caveat\x1b[31m")
	f.put(run, "torus", 0.5)
	f.check(f.store.Put(run, results.Trial{Key: "cantor", Params: []byte("{}"), Seconds: 1234.5,
		Measurements: []results.Measurement{{Metric: "error", Skip: "no density"}}}))
	j, file := f.judge(), t.TempDir()+"/r.xml"
	f.snapshot(func(s *results.Snapshot) {
		changed := []changes.Change{{Kind: changes.Moved, Experiment: "one", Case: "target=ball", Metric: "error",
			Text: "it moved"}, {Kind: changes.Added, Experiment: "two", Text: "no failure"}}
		f.check(WriteJUnit(file, s, j, changed))
	})
	text := f.read(file)
	for _, part := range []string{`<skipped type="skipped" message="no density">`, `time="1234.500"`,
		`<failure type="missed" message="this must fail: it must fail">`,
		`<testcase classname="baseline" name="one, target=ball, error" time="0.000">`} {
		if !strings.Contains(text, part) {
			t.Errorf("no %s in\n%s", part, text)
		}
	}
	d := xml.NewDecoder(strings.NewReader(text))
	var path []string
	var suites []map[string]string
	count := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		f.check(err)
		switch el := token.(type) {
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.StartElement:
			name := el.Name.Local
			rule, known := allowed[name]
			if parent := strings.Join(path[max(0, len(path)-1):], ""); !known || parent != rule.parent {
				t.Errorf("%s in %q", name, parent)
			}
			path = append(path, name)
			has := map[string]string{}
			for _, a := range el.Attr {
				if has[a.Name.Local] = a.Value; !slices.Contains(rule.attributes, a.Name.Local) {
					t.Errorf("%s has %s", name, a.Name.Local)
				}
				if a.Name.Local == "time" && !surefireTime.MatchString(a.Value) {
					t.Errorf("time %q", a.Value)
				}
			}
			for _, a := range rule.required {
				if _, ok := has[a]; !ok {
					t.Errorf("%s without %s", name, a)
				}
			}
			if count[name]++; name == "testsuite" || name == "testsuites" {
				suites = append(suites, has)
			}
		}
	}
	for attribute, element := range map[string]string{"tests": "testcase", "failures": "failure",
		"errors": "error"} {
		sum := 0
		for _, s := range suites[1:] {
			n, err := strconv.Atoi(s[attribute])
			f.check(err)
			sum += n
		}
		if total := suites[0][attribute]; total != strconv.Itoa(count[element]) || sum != count[element] {
			t.Errorf("%s: %s in all, %d in suites, %d elements", attribute, total, sum, count[element])
		}
	}
	if suites[0]["time"] != "1234.500" || suites[1]["skipped"] != "1" {
		t.Errorf("%v", suites)
	}
}
