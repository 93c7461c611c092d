package spec

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
)

const sizes = header + `seed = 1
[params]
points = 3
[sweep]
t = [0.25, 0.5]
target = ["ball", { name = "ball", d = 3, radius = 2 }]
[quick.sweep]
target = ["ball"]
[full.sweep]
target = ["ball", { name = "ball", d = 9 }]
[[control]]
why = "w"
params = { do = "fail", t = 0.25 }
`

func TestPublishedValuesHangOnTheCasesThatTheyAreAbout(t *testing.T) {
	text := sizes + `
[[published]]
metric = "gap"
case   = { target = { radius = 2.0, d = 3, name = "ball" }, t = [0.5] }
at     = 0.5
value  = -1
std    = 0.25
source = "A"
[[published]]
metric = "drift"
case   = { target = { name = "ball" } }
value  = 0
source = "B"
[[published]]
metric = "drift"
value  = 2e-3
source = "C"
[published.case]
target = { name = "ball", d = 9 }
[[published]]
metric = "drift"
case   = { points = 3 }
value  = 1
source = "D"
`
	nan := math.NaN()
	for size, want := range map[results.Size][]string{
		results.Ordinary: {"ball 0.25 B0 D1", "ball(d=3, radius=2) 0.25 D1", "ball 0.5 B0 D1",
			"ball(d=3, radius=2) 0.5 A-1 D1", "ball 0.25"},
		results.Quick: {"ball 0.25 B0 D1", "ball 0.5 B0 D1", "ball 0.25"},
		results.Full: {"ball 0.25 B0 D1", "ball(d=9) 0.25 C0.002 D1", "ball 0.5 B0 D1",
			"ball(d=9) 0.5 C0.002 D1", "ball 0.25"},
	} {
		s, err := Load(size, write(t, "probe.toml", text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range s[0].Cases {
			line := c.Labels["target"] + " " + c.Labels["t"]
			for _, p := range c.Published {
				line += fmt.Sprint(" ", p.Source, p.Value)
				want := results.Published{Metric: "drift", At: nan, Value: p.Value, Std: nan,
					Source: p.Source}
				if p.Source == "A" {
					want = results.Published{Metric: "gap", At: 0.5, Value: -1, Std: 0.25, Source: "A"}
				}
				if fmt.Sprint(p) != fmt.Sprint(want) {
					t.Errorf("%v is read as %v", want, p)
				}
			}
			got = append(got, line)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("size %q: got\n%s", size, strings.Join(got, "\n"))
		}
	}
	with, without := specs(t, text)[0], specs(t, sizes)[0]
	if fmt.Sprint(keys(with)) != fmt.Sprint(keys(without)) {
		t.Error("published values change a key")
	}
}

func TestMistakesInPublishedValuesAreToldWithTheirRemedy(t *testing.T) {
	good := map[string]string{"metric": `"gap"`, "case": `{ target = "ball" }`, "value": "1", "source": `"A"`}
	for _, c := range []struct{ key, value, want string }{
		{"metric", `"gpa"`, `published[0].metric: "gpa" is not a metric of fake; did you mean "gap"?`},
		{"metric", ``, `published[0].metric: is missing; want the name of a metric of fake`},
		{"value", ``, `published[0].value: is missing; want a number`},
		{"value", `nan`, `published[0].value: must be finite, not NaN`},
		{"value", `"1"`, `published[0].value: want a number, got the text "1"`},
		{"std", `0`, `published[0].std: must be finite and > 0, not 0`},
		{"at", `-inf`, `published[0].at: must be finite, not -Inf`},
		{"source", ``, `published[0].source: is missing; want a text`},
		{"source", `""`, `published[0].source: want one line of text, got ""`},
		{"sourec", `"A"`,
			`published[0].sourec: "sourec" is not a key of a published value; did you mean "source"?`},
		{"case", ``, `published[0].case: is missing; want parameters of a case, as in { target = "ball" }`},
		{"case", `"ball"`, `published[0].case: want a table, got the text "ball"`},
		{"case", `{ tagret = "ball" }`,
			`published[0].case.tagret: "tagret" is not a parameter of fake; did you mean "target"?`},
		{"case", `{ target = "bal" }`,
			`published[0].case.target: there is no potential "bal"; did you mean "ball"?`},
		{"case", `{ target = { name = "ball", d = 0 } }`,
			`published[0].case.target.d: must be ≥ 1, ≤ 4096, not 0`},
		{"case", `{ target = { name = "ball", d = 3 } }`,
			`published[0].case.target: "ball(d=3)" is not a value of target in the grid; did you mean "ball(d=9)"?`},
		{"case", `{ do = "fail" }`,
			`published[0].case.do: "fail" is not a value of do in the grid; there are: pass`},
		{"case", `{ label = "" , t = 0.5, points = 4 }`,
			`published[0].case.points: "4" is not a value of points in the grid; `},
	} {
		text := sizes + "[[published]]\n"
		values := map[string]string{c.key: c.value}
		for key, value := range good {
			if _, other := values[key]; !other {
				values[key] = value
			}
		}
		for _, key := range []string{"metric", "case", "value", "source", c.key} {
			if values[key] != "" {
				text += key + " = " + values[key] + "\n"
			}
			delete(values, key)
		}
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}}, results.Ordinary, "f.toml")
		if err == nil || !strings.HasPrefix(strings.SplitN(err.Error(), ": ", 2)[1], c.want) {
			t.Errorf("%s = %s\n got %v\nwant %s", c.key, c.value, err, c.want)
		}
	}
	one := "[[published]]\nmetric = 'gap'\nvalue = 1\nsource = 'A'\n"
	for text, want := range map[string]string{
		header + "[published]\nvalue = 1": `f.toml:4: published: ` +
			`want a list of published values: write [[published]], got a table`,
		sizes + one + "case.t = 0.5\n" + one + "case.t = [0.5]\n": `f.toml:22: published[1]: ` +
			`line 17 has a value of the same metric, case, place and source`,
		header + "sweep.t = [0.5]\n[[control]]\nwhy = 'w'\nparams.t = 0.25\n" + one + "case.t = 0.25\n": `` +
			`f.toml:12: published[0].case.t: "0.25" is not a value of t in the grid; did you mean "0.5"?`,
		strings.Replace(sizes, `["ball", { name = "ball", d = 9 }]`,
			`["ball", { name = "ball", d = 9 }]`+"\nt = [0.75]", 1) + one +
			"case = { target = { name = 'ball', d = 9 }, t = 0.5 }\n": `f.toml:22: published[0].case: no case has ` +
			`all of these parameters`,
	} {
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}}, results.Ordinary, "f.toml")
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestAPublishedCaseMayNameAFileOfNumbers(t *testing.T) {
	files := map[string]string{"p.csv": "1 2\n3 4"}
	s, err := cloudy(files, "sweep.points = [{ file = 'p.csv' }, [[1]]]\n"+
		"[[published]]\nmetric = 'gap'\nvalue = 1\nsource = 'A'\ncase.points.file = 'p.csv'\n")
	if err != nil || len(s[0].Cases[0].Published) != 1 || len(s[0].Cases[1].Published) != 0 {
		t.Errorf("%v", err)
	}
}
