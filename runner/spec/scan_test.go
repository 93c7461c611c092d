package spec

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
)

// placed fails unless the places of a document are those of its values: each table has its keys in order, and
// each key stands in its line.
func placed(t *testing.T, d *document) {
	t.Helper()
	lines := strings.Split(d.text, "\n")
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			order := d.order[path]
			if len(order) != len(v) {
				t.Fatalf("%q: %s has the keys %q, but %q are found", d.text, path,
					slices.Sorted(maps.Keys(v)), order)
			}
			for _, key := range order {
				e, ok := v[key]
				if !ok {
					t.Fatalf("%q: %s has no key %q", d.text, path, key)
				}
				below := join(path, key)
				plain := join("", key) == key // without quotes
				if n := d.line[below]; n < 1 || n > len(lines) || plain &&
					!strings.Contains(lines[n-1], key) {
					t.Fatalf("%q: %s is not in line %d", d.text, below, n)
				}
				walk(below, e)
			}
		case []any:
			for i, e := range v {
				walk(element(path, i), e)
			}
		}
	}
	walk("", d.root)
}

// placeable has everything that TOML has.
var placeable = []string{
	"a = 1",
	"[a]\nb.c = [1, [2,\n {d = 'x', e = []}]]\n[a.f]",
	"[[a]]\n[[a.b]]\nc=1\n[[a.b]]\n[a.b.d]\n[[a]]\nb=2",
	"a = \"\"\"\n\"\"quoted\\\n\n \"\" \"\"\"\"\"\nb = '''\n[c]\n'''''\nc = \"#\\\"]\" # \"\nd = 3",
	"\"a.b\" = 1\n'c\"' = 2\n\"\\u00e9\\t\\e\" = {\"]\"=3,\n}\n\"\" = 4",
	"a = { b = 1, # }\n c = { d = 2 } , }\r\ne = [ # ]\n\r\n 'f#' , \"]\" ]\ng = 2020-01-01 00:00:00Z\n" +
		"h = [1979-05-27, inf]\n[ i . \"j\" ]\nk . l = true",
}

func FuzzPlaces(f *testing.F) {
	for _, text := range placeable {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := parse("f.toml", text); err == nil {
			placed(t, d)
		}
	})
}

func TestPlacesAreThoseOfTheValues(t *testing.T) {
	for _, text := range placeable {
		d, err := parse("f.toml", text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		placed(t, d)
	}
	bits := []string{"a", "b", "\"c\"", "'", "\"", "\"\"\"", "'''", "\\", "\n", " = ", "=1", ",", ".", "[",
		"]", "{", "}",
		"[[a]]\n", "[b]\n", "#", "\r\n", " ", "0"}
	random := rand.New(rand.NewPCG(3, 4))
	good := 0
	for range 50_000 {
		text := placeable[random.IntN(len(placeable))]
		for range 1 + random.IntN(3) {
			from := random.IntN(len(text) + 1)
			text = text[:from] + bits[random.IntN(len(bits))] + text[min(len(text), from+random.IntN(3)):]
		}
		if d, err := parse("f.toml", text); err == nil {
			good++
			placed(t, d)
		}
	}
	if good < 1000 {
		t.Errorf("only %d texts were TOML", good)
	}
}

// What the library would take quadratic time or memory for is refused at once; the rest is read in linear
// time.
func TestHugeTextsAreHarmless(t *testing.T) {
	const n = 20_000
	for name, c := range map[string]struct{ text, want string }{
		"a dotted key": {"x" + strings.Repeat(".x", n) + " = 1",
			"1: nested more than 32 levels deep; no key of a spec is"},
		"a dotted header": {"\n[x" + strings.Repeat(".x", n) + "]", "2: nested more than 32 levels deep"},
		"nested lists": {"x = " + strings.Repeat("[", n) + strings.Repeat("]", n),
			"1: nested more than 32 levels deep"},
		"open lists": {"x =\t" + strings.Repeat("[\n", n), "33: nested more than 32 levels deep"},
		"nested tables": {strings.Repeat("x={", n) + strings.Repeat("}", n),
			"1: nested more than 32 levels deep"},
		"a long key": {"[" + strings.Repeat("x", 40_000) + "]\n" + strings.Repeat("a.b=1\n", n),
			"1: a key is longer than 1000 bytes"},
		"many controls": {strings.Repeat("[[control]]\n", n), "10001: more than 10000 keys and tables"},
		"many tables":   {numbered("[x%d]\n", n), "10001: more than 10000 keys and tables"},
		"many inline ones": {"x = [" + strings.Repeat("{},", n) + "]",
			"1: more than 10000 keys and tables; put numbers into a file"},
		"fewer controls": {strings.Repeat("[[control]]\n", 5000), "1: name: is missing"},
		"fewer tables": {header + numbered("[[table]]\nname = 't%d'\n", 3000),
			"4: table[0]: needs either metric"},
		"many values": {header + "params.label = [" + strings.Repeat("1,\n", 300_000) + "]",
			"4: params.label: want a text, got a list of 300000"},
		"a long word": {"name = 'x'\nclaim = 'P'\ncheck = '" + strings.Repeat("x", 1<<20) + "'",
			"3: check: \"xxx"},
		"a long comment": {strings.Repeat("#", 1<<20), "1: name: is missing"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(c.text)}}, results.Ordinary, "f.toml")
		runtime.ReadMemStats(&after)
		if err == nil || !strings.HasPrefix(err.Error(), "f.toml:"+c.want) || len(err.Error()) > 2100 {
			t.Errorf("%s: got %.200v\nwant f.toml:%s", name, err, c.want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20+64*uint64(len(c.text)) {
			t.Errorf("%s: %d MB for a text of %d bytes", name, used>>20, len(c.text))
		}
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
