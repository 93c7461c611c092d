package spec

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/theory"
	"proxflow/theory/catalog"
)

// keys are the keys of all trials, by case and repeat.
func keys(s *Spec) map[string]string {
	out := map[string]string{}
	for _, c := range s.Cases {
		for r, k := range c.Keys {
			out[string(c.Params)+" "+string(rune('0'+r))] = k
		}
	}
	return out
}

func TestOnlyWhatDecidesTheOutcomeChangesAKey(t *testing.T) {
	base := header + lines(`seed = 3`, `repeats = 2`, `[sweep]`, `t = [0.25, 0.5]`,
		`target = ["ball", { name = "ball", radius = 2 }]`)
	want := keys(specs(t, base)[0])
	if len(want) != 8 {
		t.Fatalf("%d trials", len(want))
	}
	edit := strings.NewReplacer
	for why, text := range map[string]string{
		"another name, claim and title": edit(
			`"probe"`, `"other"`, `"P"`, `"V"`, `seed`, "title = \"T\"\nseed").Replace(base),
		"another order of keys":  edit(`t = [0.25, 0.5]`, ``).Replace(base) + "t = [0.25, 0.5]\n",
		"another order of cases": edit(`[0.25, 0.5]`, `[0.5, 0.25]`).Replace(base),
		"defaults spelt out": edit(`[sweep]`, "params.points = 3\nparams.do = \"pass\"\n[sweep]",
			`["ball",`, `[{ radius = 1.0, name = "ball", d = 2 },`, `0.25`, `[25e-2]`).Replace(base),
		"a tolerance": base + "[tolerance]\ngap = 1e-3\n",
		"a table and a figure": base +
			"[[table]]\nname = \"t\"\nmetric = \"gap\"\nrows = [\"t\"]\n[[figure]]\nname = \"f\"\ndraw = \"curves\"\n",
	} {
		if got := keys(specs(t, text)[0]); !maps.Equal(got, want) {
			t.Errorf("%s changes keys", why)
		}
	}
	for why, text := range map[string]string{
		"more cases":   edit(`0.5]`, `0.5, 0.75]`).Replace(base),
		"more repeats": edit(`repeats = 2`, `repeats = 3`).Replace(base),
		"a control":    base + "[[control]]\nwhy = \"w\"\nparams = { do = \"fail\" }\n",
	} {
		got := keys(specs(t, text)[0])
		if len(got) <= len(want) {
			t.Errorf("%s: %d keys", why, len(got))
		}
		for trial, k := range want {
			if got[trial] != k {
				t.Errorf("%s change the key of %s", why, trial)
			}
		}
	}

	version := theory.Fingerprint
	defer func() { theory.Fingerprint = version }()
	for why, change := range map[string]func() string{
		"the seed":    func() string { return edit(`seed = 3`, `seed = 4`).Replace(base) },
		"the version": func() string { theory.Fingerprint = func() string { return "another" }; return base },
	} {
		got := keys(specs(t, change())[0])
		theory.Fingerprint = version
		for trial, k := range want {
			if got[trial] == k {
				t.Errorf("%s does not change the key of %s", why, trial)
			}
		}
	}
	seen := map[string]bool{}
	for _, k := range want {
		if seen[k] {
			t.Error("two trials have one key")
		}
		seen[k] = true
	}
}

// A change here changes every random number. The value is the start of the SHA-256 of
// ["seed",3,"fake",{"do":"pass","label":"","points":3,"t":0.5,"target":{"d":2,"name":"ball","radius":1}},1]
func TestSeedsStayTheSameForEver(t *testing.T) {
	s := specs(t, header+"seed = 3\n")[0]
	if got := seedText(s.seed, s.Check, s.Cases[0].Params, 1); got != "4cc61996395797df457156e20500c959" {
		t.Errorf("the seed of the second repeat is %s", got)
	}
}

func TestHugeGridsAreCountedAndNotExpanded(t *testing.T) {
	values := "[" + strings.TrimSuffix(strings.Repeat("1,", 1000), ",") + "]\n"
	text := header + "repeats = 10\n[sweep]\n"
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		text += key + " = " + values
	}
	_, err := Load(results.Ordinary, write(t, "f.toml", text))
	if err == nil || !strings.Contains(err.Error(),
		":15: sweep.j: the grid has 1"+strings.Repeat("0",
			30)+" cases of 10 repeats, which is 1"+strings.Repeat("0", 31)+" trials") {
		t.Error(err)
	}
	text = header + "repeats = 10000\n[sweep]\nlabel = [" +
		strings.TrimSuffix(strings.Repeat("'x',", 101), ",") + "]\n"
	_, err = Load(results.Ordinary, write(t, "f.toml", text))
	if err == nil || !strings.Contains(err.Error(), "which is 1010000 trials; at most 1000000 are allowed") {
		t.Error(err)
	}
}

// TestCanonicalValuesAreThoseOfTheLibrary: keys in stores depend on it.
func TestCanonicalValuesAreThoseOfTheLibrary(t *testing.T) {
	for _, v := range []any{
		"seed", "", "a\"<b>&\\", "\u2028é\x7f\x00\xff\n", int64(-3), 7, true, nil, 1e21, 1e-7, 0.1, 5e-324,
		-2.0, 100.0,
		[]any(nil), []any{}, []any{1.5, "x", []any{int64(1)}}, catalog.Ref(nil), catalog.Ref{},
		catalog.Ref{"z": 1.0, "a": catalog.Ref{"name": "ball"}, "é": []any{nil, false}, "A<": "<&>"},
		[]string{"k", "l"},
	} {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		if got, want := string(canonicalJSON(v)), strings.TrimSpace(b.String()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
