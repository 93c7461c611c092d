package results

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnIDReadsBack(t *testing.T) {
	for _, id := range []ID{
		{"3fa9c1d20b77", "x1-error", 0.1}, {"3fa9", "x1-error", 1e-6}, {"3fa9", "x1-error", math.NaN()},
		{"3fa9", "", math.NaN()}, {"0123456789abcdef", "cost", math.Inf(1)},
	} {
		got, err := ParseID(id.String())
		if err != nil || got.String() != id.String() {
			t.Errorf("%v reads back as %v, %v", id, got, err)
		}
	}
	for _, text := range []string{"", "3fa", "3fag", "3fa9/", "3fa9/@1", "3fa9/x@", "3fa9/x@one"} {
		if id, err := ParseID(text); err == nil {
			t.Errorf("%q is read as %v", text, id)
		}
	}
}

func TestAnIDIsResolvedOrTheNearestAreNamed(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	shared := oneCase("box", nil, "abcdef0123456789ff", "0000aaaa")
	for _, e := range []Experiment{
		experiment("e", "P", oneCase("ball", nil, "abcdef0123456788aa", "abcdef0123456788bb"), shared),
		experiment("f", "P", shared),
	} {
		if err := store.Plan(e); err != nil {
			t.Fatal(err)
		}
	}
	s := must(store.Snapshot())(t)
	defer s.Close()
	for text, want := range map[string]struct {
		places int
		err    string
	}{
		"abcdef0123456788a": {1, ""},
		"0000":              {2, ""}, // the same trial in two experiments
		"0000/error@0.5":    {2, ""},
		"ABCDEF0123456789":  {2, ""},
		"e:0":               {2, ""},
		"abcdef": {0, "ambiguous: it begins the keys of 3 trials: " +
			"abcdef0123456788a, abcdef0123456788b, abcdef0123456789f"},
		"abcdffff": {0, `no trial "abcdffff"; the nearest: abcdef0123456788a, `},
		"0001":     {0, `no trial "0001"; the nearest: 0000aaaa`},
		"f:1":      {0, "no case 1 of f: it has 1, from 0"},
		"g:0":      {0, `no experiment "g"; there are: e, f`},
		"e:x":      {0, `"e:x" is no case`},
	} {
		_, places, err := s.Resolve(text)
		if len(places) != want.places || (err == nil) != (want.err == "") ||
			err != nil && !strings.Contains(err.Error(), want.err) {
			t.Errorf("%s: %d places, %v; want %d, %s", text, len(places), err, want.places, want.err)
		}
	}
}
