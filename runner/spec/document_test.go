package spec

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"proxflow/results"
)

func TestEveryKeyHasItsLine(t *testing.T) {
	d, err := parse("f.toml", lines(
		`name = "x"`, // 1
		`params.t = 0.5`,
		`[sweep]`,
		`target = [ "ball",`,
		`  { name = "ball",`, // 5
		`    radius = 2 },`,
		`  [`,
		`    1]]`,
		`[[control]]`,
		`why = "a"`, // 10
		`[control.params]`,
		`t = 1`,
		``,
		`[[control]]`,
		`params = { "odd key" = [`, // 15
		`   3] }`,
		`[quick.sweep]`,
		`t = [0.5]`,
	))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		"": 1, "name": 1, "params": 2, "params.t": 2, "sweep": 3, "sweep.target": 4, "sweep.target[0]": 4,
		"sweep.target[1]": 5, "sweep.target[1].name": 5, "sweep.target[1].radius": 6, "sweep.target[2][0]": 8,
		"control[0]": 9, "control[0].why": 10, "control[0].params": 11, "control[0].params.t": 12,
		"control[1]": 14, "control[1].params": 15, `control[1].params."odd key"`: 15,
		`control[1].params."odd key"[0]`: 16,
		"quick":                          17, "quick.sweep": 17, "quick.sweep.t": 18,
		// what is not there has the line of what would hold it
		"control[0].params.target.radius": 11, "control[1].why": 14, "missing": 1,
		"sweep.target[1].radius[7].x": 6,
	} {
		if got := d.lineOf(path); got != want {
			t.Errorf("%s is in line %d, not %d", path, got, want)
		}
	}
	if got := strings.Join(d.order[""], " "); got != "name params sweep control quick" {
		t.Errorf("the order of keys is %s", got)
	}
}

func TestNoFileCausesAPanicOrMoreThanOneLine(t *testing.T) {
	whole := header + lines(`[sweep]`, `t = [0.25, 0.5]`, `target = ["ball", { name = "ball", radius = 2 }]`,
		`[tolerance]`,
		`gap = { budget = 4, why = "because" }`, `[quick]`, `repeats = 1`, `[full]`,
		`params = { points = 7 }`, `[[control]]`, `why = "broken"`,
		`params = { do = "fail" }`, `catches = ["gap"]`, `[[table]]`, `name = "t"`, `metric = "gap"`,
		`rows = ["target"]`)
	bits := []string{"", "\x00", "\n", "\x1b[31m", "\xff", "\u202e", "[", "]", "{", "}", "=", "\"", "'''",
		"nan", "-inf", "1e999",
		"99999999999999999999", "2020-01-01", "name", "#", ".", ",", "[[", "a.b", "true", "\\u0000",
		strings.Repeat("[", 20000)}
	random := rand.New(rand.NewPCG(1, 2))
	bad := 0
	for i := range 3000 {
		text := whole
		for range 1 + i%3 {
			from := random.IntN(len(text) + 1)
			to := min(len(text), from+random.IntN(12))
			text = text[:from] + bits[random.IntN(len(bits))] + text[to:]
		}
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}},
			[]results.Size{results.Quick, results.Ordinary, results.Full}[i%3], "f.toml")
		if err == nil {
			continue
		}
		bad++
		e := (*Error)(nil)
		if !errors.As(err, &e) || strings.ContainsFunc(err.Error(),
			func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("%q: %q", text, err.Error())
		}
	}
	if bad < 1000 {
		t.Errorf("only %d of 3000 broken files were refused", bad)
	}
}

func TestBinaryJunkIsToldInOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"\x7fELF\x02\x01\x01\x00":  "f.toml:1: TOML files cannot contain control characters: '0x7f'",
		"name = 1\n\n\xff\xfe":     "f.toml:3: this is not UTF-8 text; a spec is a TOML file",
		"  \n\n":                   "f.toml: the file is empty; a spec has at least name, claim and check",
		"name = \"x\"\nname = 'y'": "f.toml:2: name: Key 'name' has already been defined",
		"a = [1,\n2": "f.toml:2: expected a comma (',') or array terminator (']'), but got end of " +
			"file",
		"[a]\nb = 1e999": "f.toml:2: a.b: 1e999 is out of range for float64",
	} {
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}}, results.Ordinary, "f.toml")
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}
