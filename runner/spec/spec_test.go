package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
)

func TestASpecIsReadAsWritten(t *testing.T) {
	s := specs(t, header+lines(
		`title = "A title"`, `repeats = 2`, `seed = 7`,
		`[params]`, `points = 5`,
		`[sweep]`, `target = ["ball", { name = "ball", radius = 2 }]`, `t = [0.25, [0.5, 0.75]]`,
		`[tolerance]`, `gap = { absolute = 1e-9, why = "because" }`,
		`[[control]]`, `why = "broken"`, `params = { do = "fail", target = { name = "ball", d = 3 } }`,
		`expect = "fail"`, `catches = ["drift"]`,
		`sweep = { points = [7, 8] }`,
		`[[table]]`, `name = "recovery"`, `title = "T"`, `metric = "gap"`, `rows = ["target"]`,
		`columns = ["at", "do"]`,
		`[[figure]]`, `name = "picture"`, `draw = "curves"`, `metric = "gap"`,
	))[0]
	ball := `{"d":2,"name":"ball","radius":1}`
	var got []string
	for _, c := range s.Cases {
		got = append(got, string(c.Params))
		if len(c.Keys) != 2 {
			t.Errorf("%d keys", len(c.Keys))
		}
	}
	rest := func(points, t, target, do string) string {
		return `{"do":"` + do + `","label":"","points":` + points + `,"t":` + t + `,"target":` + target + `}`
	}
	wide := strings.Replace(ball, `"radius":1`, `"radius":2`, 1)
	deep := strings.Replace(ball, `"d":2`, `"d":3`, 1)
	want := []string{
		rest("5", "0.25", ball, "pass"), rest("5", "[0.5,0.75]", ball, "pass"),
		rest("5", "0.25", wide, "pass"), rest("5", "[0.5,0.75]", wide, "pass"),
		rest("7", "0.5", deep, "fail"), rest("8", "0.5", deep, "fail"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if l := s.Cases[3].Labels; l["target"] != "ball(radius=2)" || l["t"] != "[0.5, 0.75]" ||
		l["points"] != "5" {
		t.Errorf("labels %v", l)
	}
	if c := s.Cases[5].Control; s.Cases[3].Control != nil || c == nil || c.Why != "broken" ||
		!reflect.DeepEqual(c.Catches, []string{"drift"}) {
		t.Errorf("control %+v", c)
	}
	if !reflect.DeepEqual(s.Tolerances,
		map[string]results.Tolerance{"gap": {Absolute: 1e-9, Named: true, Why: "because"}, "drift": {Times: 4}}) {
		t.Errorf("tolerances %+v", s.Tolerances)
	}
	if !reflect.DeepEqual(s.Tables,
		[]results.TableSpec{{Name: "recovery", Title: "T", Metrics: []results.Shown{{Metric: "gap"}},
			Rows: []string{"target"}, Columns: []string{"at", "do"}}}) {
		t.Errorf("tables %+v", s.Tables)
	}
	if f := s.Figures[0]; f.Name != "picture" ||
		string(f.Draw) != `{"metric":"gap","name":"curves","width":4}` {
		t.Errorf("figure %s %s", f.Name, f.Draw)
	}
	if s.Trials() != 12 || s.Title != "A title" || s.Claim != "P" || s.Check != "fake" ||
		s.Size != results.Ordinary {
		t.Errorf("%+v", s)
	}
}

func TestASizeReplacesKeyByKey(t *testing.T) {
	const whole = header + `repeats = 3
[params]
points = 5
label = "x"
[sweep]
t = [0.25, 0.5]
do = ["pass", "skip"]
[[control]]
why = "w"
params = { do = "fail" }
`
	const quick = "[quick]\nrepeats = 1\nparams = { points = 2 }\nsweep = { t = [0.75] }\n"
	const full = "[full]\nparams = { label = 'y', points = 9 }\nsweep = { do = ['pass', 'skip', 'coarse'] }\n"
	for _, c := range []struct {
		text  string
		size  results.Size
		rest  string // points, label and repeats of every case
		cases string
	}{
		{whole, results.Ordinary, "5 x 3", "pass 0.25, skip 0.25, pass 0.5, skip 0.5, fail 0.5"},
		{whole + quick + full, results.Ordinary, "5 x 3",
			"pass 0.25, skip 0.25, pass 0.5, skip 0.5, fail 0.5"},
		{whole + quick + full, results.Quick, "2 x 1", "pass 0.75, skip 0.75, fail 0.5"},
		{whole + quick + full, results.Full, "9 y 3",
			"pass 0.25, skip 0.25, coarse 0.25, pass 0.5, skip 0.5, coarse 0.5, fail 0.5"},
		{whole + quick, results.Full, "5 x 3", "pass 0.25, skip 0.25, pass 0.5, skip 0.5, fail 0.5"},
		{whole + full, results.Quick, "5 x 3", "pass 0.25, skip 0.25, pass 0.5, skip 0.5, fail 0.5"},
	} {
		s, err := Load(c.size, write(t, "probe.toml", c.text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, k := range s[0].Cases {
			if rest := fmt.Sprint(k.Labels["points"], " ", k.Labels["label"], " ",
				len(k.Keys)); rest != c.rest {
				t.Errorf("size %q: %s, want %s", c.size, rest, c.rest)
			}
			got = append(got, k.Labels["do"]+" "+k.Labels["t"])
		}
		if got := strings.Join(got, ", "); got != c.cases || s[0].Size != c.size {
			t.Errorf("size %q: got %s\nwant %s", c.size, got, c.cases)
		}
	}
}

func TestASizeHasTolerancesOfItsOwn(t *testing.T) {
	const text = header + `
[tolerance]
gap = 0.1
drift = 0.2
[quick]
tolerance = { gap = { absolute = 0.5, why = "smaller" } }
[full.tolerance]
drift = 0.01
`
	for size, want := range map[results.Size][2]float64{
		results.Ordinary: {0.1, 0.2}, results.Quick: {0.5, 0.2}, results.Full: {0.1, 0.01},
	} {
		s, err := Load(size, write(t, "probe.toml", text))
		if err != nil {
			t.Fatal(err)
		}
		gap, drift := s[0].Tolerances["gap"], s[0].Tolerances["drift"]
		if got := [2]float64{gap.Absolute, drift.Absolute}; got != want || !gap.Named {
			t.Errorf("size %q: tolerances %v, want %v", size, got, want)
		}
	}
}

// Every mistake is told in one line: file:line: key: what is wrong; what would be right.
func TestMistakesAreToldWithFileLineKeyAndRemedy(t *testing.T) {
	many := "[" + strings.TrimSuffix(strings.Repeat("0.5, ", 1000), ", ") + "]"
	for _, c := range []struct{ text, want string }{
		{`tilte = "x"`, `4: tilte: "tilte" is not a key of a spec; did you mean "title"?`},
		{`title = "a\nb"`, `4: title: want one line of text, got "a\nb"`},
		{`title = 3`, `4: title: want a text, got 3`},
		{`seed = -1`, `4: seed: must be ≥ 0, not -1`},
		{`seed = 1.5`, `4: seed: want an integer, got 1.5`},
		{`repeats = 0`, `4: repeats: must be 1 … 10000, not 0`},
		{`repeats = [1]`, `4: repeats: want an integer, got a list of 1`},
		{`params = 3`, `4: params: want a table, got 3`},
		{"[params]\npionts = 3", `5: params.pionts: "pionts" is not a parameter of fake; did you mean "points"?`},
		{"[params]\nname = 'x'", `5: params.name: "name" is not a parameter of fake`},
		{"[params]\ntarget = 'bal'", `5: params.target: there is no potential "bal"; did you mean "ball"?`},
		{"[params]\ntarget = { name = 'ball', radius = nan }",
			`5: params.target.radius: must be finite, not NaN`},
		{"[params]\npoints = 999", `3: check: panic: 999 points (runner/spec/fake_test.go:`},
		{"[params]\nt = 2020-01-01", `5: params.t: want a number, got 2020-01-01`},
		{"[sweep]\nt = []", `5: sweep.t: this list is empty; a sweep has at least one value`},
		{"[sweep]\nt = 0.5", `5: sweep.t: want a list of values to sweep, got 0.5`},
		{"[sweep]\nt = [0.5,\n0.25,\n1.0]", `7: sweep.t[2]: must be > 0, < 1, not 1`},
		{"[sweep]\nt = [0.5, [0.25, 0]]", `5: sweep.t[1][1]: must be > 0, < 1, not 0`},
		{"[sweep]\ntarget = ['ball',\n{name='ball',\nraduis=2}]",
			`7: sweep.target[1].raduis: "raduis" is not a parameter of ball; did you mean "radius"?`},
		{"[sweep]\ntarget = ['ball',\n{name='ball', radius=-2}]",
			`6: sweep.target[1].radius: must be > 0, not -2`},
		{"[sweep]\ntarget = ['ball', { name = 'ball', radius = 1.0 }]",
			`5: sweep.target[1]: this is the same case as sweep.target[0] in line 5; one case runs once (for more ` +
				`trials, raise repeats)`},
		{"[[control]]\nwhy = 'w'\n[[control]]\nwhy = 'v'",
			`6: control[1]: this is the same case as control[0] in line 4; one case runs once`},
		{"[sweep]\nt = " + many + "\npoints = " + many + "\nlabel = " + many,
			`7: sweep.label: the grid has 1000000000 cases of 1 repeats, which is 1000000000 trials; at most ` +
				`1000000 are allowed`},
		{"[quick.sweep]\npoints = " + many,
			`5: quick.sweep.points: "points" is not a key of [sweep]; there is none`},
		{"[sweep]\nt = [0.5]\n[quick]\nsweep = { tt = [0.1] }",
			`7: quick.sweep.tt: "tt" is not a key of [sweep]; did you mean "t"?`},
		{"[sweep]\nt = [0.5]\n[quick]\nsweep = { t = [2.0] }",
			`7: quick.sweep.t[0]: must be > 0, < 1, not 2`},
		{"[sweep]\nt = [0.5]\n[quick]\nparams = { t = 0.5 }",
			`7: quick.params.t: this parameter is swept; set its values for --quick under [quick.sweep]`},
		{"[full]\nsweep = { t = [0.5] }", `5: full.sweep.t: "t" is not a key of [sweep]; there is none`},
		{"[sweep]\nt = [0.5]\n[full.params]\nt = 0.25",
			`7: full.params.t: this parameter is swept; set its values for --full under [full.sweep]`},
		{"[full]\nparams = { points = 0 }", `5: full.params.points: must be ≥ 1, ≤ 1000, not 0`},
		{"[full]\ntable = []", `5: full.table: "table" is not a key of [full]`},
		{"full = true", `4: full: want a table, got true`},
		{"[quick]\ntolerance = { gapp = 1.0 }",
			`5: quick.tolerance.gapp: "gapp" is not a metric of this check; did you mean "gap"?`},
		{"[quick]\nseed = 1", `5: quick.seed: "seed" is not a key of [quick]`},
		{"[tolerance]\ngpa = 1e-9",
			`5: tolerance.gpa: "gpa" is not a metric of this check; did you mean "gap"?`},
		{"[tolerance]\ngap = 0", `5: tolerance.gap: must be finite and > 0, not 0`},
		{"[tolerance]\ndrift = 1.5",
			`5: tolerance.drift: 1.5 exceeds the scale of this metric, 1: nothing could fail; use a smaller one`},
		{"[tolerance]\ndrift = { absolute = 1e3, why = 'x' }",
			`5: tolerance.drift: 1000 exceeds the scale of this metric, 1`},
		{"[tolerance]\ngap = inf", `5: tolerance.gap: must be finite and > 0, not +Inf`},
		{"[tolerance]\ngap = '1e-9'", `5: tolerance.gap: want a number > 0, got the text "1e-9"`},
		{"[tolerance]\ngap = { budget = 0.5 }", `5: tolerance.gap.budget: must be finite and ≥ 1, not 0.5`},
		{"[tolerance]\ngap = { why = 'x' }",
			`5: tolerance.gap: want either absolute = a number, or budget = a number of error budgets`},
		{"[tolerance]\ngap = { absolute = 1, wyh = 'x' }",
			`5: tolerance.gap.wyh: "wyh" is not a key of a tolerance; did you mean "why"?`},
		{"[[control]]\nparams = { do = 'fail' }", `4: control[0].why: is missing; want a text`},
		{"[[control]]\nwhy = 'w'\nexpect = 'pass'",
			`6: control[0].expect: "pass" is not an expected outcome; there are: fail`},
		{"[[control]]\nwhy = 'w'\ncatches = ['gpa']\nparams = { do = 'fail' }",
			`6: control[0].catches[0]: "gpa" is not a metric of fake; did you mean "gap"?`},
		{"[[control]]\nwhy = 'w'\n[control.params]\nt = 7",
			`7: control[0].params.t: must be > 0, < 1, not 7`},
		{"[control]\nwhy = 'w'", `4: control: want a list of controls: write [[control]], got a table`},
		{"[[table]]\nname = 'Bad name'\nmetric = 'gap'\nrows = ['t']",
			`5: table[0].name: "Bad name" is not a valid name: names become file names, so use at most 64 ` +
				`lower-case letters, digits and inner hyphens`},
		{"[[table]]\nname = 't'\nmetric = 'gpa'\nrows = ['t']",
			`6: table[0].metric: "gpa" is not a metric of fake; did you mean "gap"?`},
		{"[[table]]\nname = 't'\nmetric = 'gap'\nrows = ['tagret']",
			`7: table[0].rows[0]: "tagret" is not a parameter of fake; did you mean "target"?`},
		{"[[table]]\nname = 't'\nmetric = 'gap'\nrows = ['t', 't']",
			`7: table[0].rows[1]: "t" is listed twice`},
		{"[[table]]\nname = 't'\nmetric = 'gap'",
			`4: table[0]: needs rows = a list of parameters`},
		{"[[table]]\nname = 't'\nmetric = 'gap'\nrows = ['t']\n[[table]]\nname = 't'\nmetric = 'gap'\nrows = ['t']",
			`9: table[1].name: line 5 has a table of the same name`},
		{"[[figure]]\nname = 'f'", `4: figure[0].draw: is missing; want a text`},
		{"[[figure]]\nname = 'f'\ndraw = 'curve'",
			`6: figure[0].draw: there is no figure "curve"; did you mean "curves"?`},
		{"[[figure]]\nname = 'f'\ndraw = 'curves'\nmertic = 'gap'",
			`7: figure[0].mertic: "mertic" is not a parameter of curves; did you mean "metric"?`},
		{"[[figure]]\nname = 'f'\ndraw = 'curves'\nwidth = 0", `7: figure[0].width: must be > 0, not 0`},
		{"[[figure]]\nname = '../f'\ndraw = 'curves'", `5: figure[0].name: "../f" is not a valid name`},
	} {
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(header + c.text)}}, results.Ordinary, "f.toml")
		if err == nil || !strings.HasPrefix(err.Error(), "f.toml:"+c.want) {
			t.Errorf("%s\n got %v\nwant f.toml:%s", c.text, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"claim = 'P'\ncheck = 'fake'": "f.toml:1: name: is missing; want a name " +
			"like \"my-name\"",
		"name = 'x'\ncheck = 'fake'": "f.toml:1: claim: is missing; want a letter " +
			"or a word, as in \"P\"",
		"name = 'x'\nclaim = 'P 1'\ncheck = 'fake'": "f.toml:2: claim: \"P 1\" is not a letter " +
			"or a word; write one like \"P\"",
		"name = 'x'\nclaim = 'P'": "f.toml:1: check: is missing; want the name " +
			"of a check",
		"name = 'x'\nclaim = 'P'\ncheck = 'fkae'": "f.toml:3: check: \"fkae\" is not a check; did " +
			"you mean \"fake\"?",
		"name = 'x'\nclaim = 'P'\ncheck = 'needy'": "f.toml:3: check: needy needs the parameter " +
			"\"target\" (potential)",
		"name = 'x'\nclaim = 'P'\ncheck = 'fake'\n[params.target]": "f.toml:4: params.target: this potential " +
			"has no name: write { name = \"…\", … }",
	} {
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}}, results.Ordinary, "f.toml")
		if err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestFilesAndDirectoriesAreLoadedInOrder(t *testing.T) {
	dir := t.TempDir()
	spec := func(name string) []byte { return []byte(strings.Replace(header, "probe", name, 1)) }
	for file, text := range map[string][]byte{"b.toml": spec("second"), "a.toml": spec("first"),
		"notes.txt": nil} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	other := write(t, "other.toml", string(spec("other")))
	s, err := Load(results.Ordinary, other, dir, filepath.Join(dir, "a.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range s {
		names = append(names, e.Name)
	}
	if got := strings.Join(names, " "); got != "other first second" {
		t.Errorf("loaded %s", got)
	}
	inFS, err := LoadFS(os.DirFS(dir), results.Ordinary, ".")
	if err != nil || len(inFS) != 2 || inFS[0].Name != "first" {
		t.Errorf("%v, %v", inFS, err)
	}

	twin := write(t, "twin.toml", string(spec("first")))
	empty := t.TempDir()
	large := write(t, "large.toml", strings.Repeat("#", maxSpec+1))
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{dir, twin}, twin + ":1: name: " + filepath.Join(dir, "a.toml") +
			":1 has an experiment of the same name"},
		{[]string{empty}, empty + ": no spec in this directory; a spec is a *.toml file"},
		{[]string{empty + "/none"}, empty + "/none: there is no such file or directory"},
		{[]string{other + "/x"}, other + "/x: cannot be read: not a directory"},
		{[]string{large}, large + ": cannot be read: it has 16777217 bytes; at most 16777216 are read"},
	} {
		if _, err := Load(results.Ordinary, c.paths...); err == nil || err.Error() != c.want {
			t.Errorf("got %v\nwant %s", err, c.want)
		}
	}
}
