package changes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"proxflow/results"
)

// group has measurements at 0, 1, …, that pass.
func group(numbers ...Number) *Group {
	g := &Group{Good: len(numbers), At: map[Spot]Number{}}
	worst := -1.0
	for i, n := range numbers {
		n.Verdict = results.Pass
		spot := Spot{At: fmt.Sprint(i)}
		g.At[spot] = n
		if r := n.ratio(results.Tolerance{Times: 1}); r > worst {
			worst, g.Worst = r, spot
		}
	}
	return g
}

// state has one experiment with one case of the metric "error".
func state(t results.Tolerance, g *Group) *State {
	return &State{Experiments: map[string]*Experiment{"e": {
		Tolerances: map[string]results.Tolerance{"error": t},
		Cases:      map[Case]map[string]*Group{{Name: "target=ball"}: {"error": g}},
	}}}
}

// reread writes a state and reads it.
func reread(t *testing.T, s *State) *State {
	t.Helper()
	file := filepath.Join(t.TempDir(), "b.toml")
	if err := os.WriteFile(file, s.Text(), 0o666); err != nil {
		t.Fatal(err)
	}
	again, err := Read(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.Text())
	}
	return again
}

// texts returns the sentences of changes.
func texts(list []Change) string { return strings.Join(Sentences(list), "\n") }

func TestANumberMovesByMoreThanBothErrorBars(t *testing.T) {
	ten, nan, inf := results.Tolerance{Times: 10}, math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		before, now Number
		says        string
	}{
		"rounding": {Number{Got: 1 + 1e-16, Want: 1, Budget: 1e-15}, Number{Got: 1 - 1e-16, Want: 1, Budget: 1e-15},
			""},
		"both bars": {Number{Got: 2, Budget: 1}, Number{Got: 3.9, Budget: 1}, ""},
		"more": {Number{Got: 2, Budget: 1}, Number{Got: 6.6, Budget: 1},
			"at 0 moved by 2.3 error bars, from 2 to 6.6, still within tolerance"},
		"a wide one": {Number{Got: 2, Budget: 1}, Number{Got: 3.9, Budget: 1.9}, ""},
		"down": {Number{Got: 6.6, Budget: 1}, Number{Got: 2, Budget: 1},
			"moved by 2.3 error bars, from 6.6 to 2"},
		"the other way": {Number{Got: 3, Budget: 1}, Number{Got: -3, Budget: 1},
			"moved by 3.0 error bars, from 3 to -3"},
		"no bars": {Number{Got: 0, Want: 0}, Number{Got: 1e-300, Want: 1e-300},
			"moved by more than its error bars, which are 0"},
		"exact":    {Number{Got: 2, Want: 2}, Number{Got: 2, Want: 2}, ""},
		"infinite": {Number{Got: inf, Want: inf, Budget: 1}, Number{Got: inf, Want: inf, Budget: 1}, ""},
		"with its want": {Number{Got: 1, Want: 1, Budget: 1e-9}, Number{Got: 2, Want: 2, Budget: 1e-9},
			"moved by 5.0e+08 error bars, from 1 to 2"},
		"only its want": {Number{Got: 1, Want: 1, Budget: 0.1}, Number{Got: 1, Want: 1.5, Budget: 0.1},
			"the wanted value of error of e, target=ball at 0 moved by 2.5 error bars, from 1 to 1.5"},
		"a wide budget": {Number{Got: 1, Want: 1, Budget: 0.1}, Number{Got: 1, Want: 1, Budget: 0.3},
			"the error budget of error of e, and with it the tolerance, grew by a factor of 3 in the median"},
		"twice":     {Number{Got: 1, Want: 1, Budget: 0.1}, Number{Got: 1, Want: 1, Budget: 0.19}, ""},
		"no number": {Number{Got: nan, Want: 1, Budget: 1}, Number{Got: nan, Want: 1, Budget: 1}, ""},
	} {
		before, now := state(ten, group(c.before)), state(ten, group(c.now))
		for _, b := range []*State{before, reread(t, before)} {
			got := texts(Compare(b, now))
			if (c.says == "") != (got == "") || !strings.Contains(got, c.says) {
				t.Errorf("%s: got %q, want %q", name, got, c.says)
			}
		}
	}
}

// A file has a few digits of each number, and they are enough: nothing moves by writing and reading.
func TestABaselineReadsBackAsTheSameState(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	size := func() float64 { return math.Pow(10, 20*random.Float64()-15) }
	for range 300 {
		var numbers []Number
		for range 1 + random.IntN(4) {
			want := []float64{0, 1, -1, size(), -size()}[random.IntN(5)]
			budget := size()
			n := Number{Got: want + (2*random.Float64()-1)*budget*size(), Want: want, Budget: budget}
			numbers = append(numbers, n)
		}
		s := state(results.Tolerance{Times: 1e30}, group(numbers...))
		s.Why = []string{"a \"reason\"\twith \\ and ü"}
		s.Experiments["e"].Params = map[string]string{"t": "[0.5, 0.8]", "odd key": `"`}
		s.Experiments["e"].Cases[Case{"detune=0.001", true}] = map[string]*Group{"error": group(numbers...)}
		again := reread(t, s)
		if a, b := string(s.Text()), string(again.Text()); a != b {
			t.Fatalf("written again it is\n%s\nand was\n%s", b, a)
		}
		if list := Compare(again, s); len(list) > 0 && list[0].Kind != Fewer { // no number of a control is caught
			t.Errorf("%v\n%s", texts(list), s.Text())
		}
	}
}

func TestTheWorstErrorMayMoveToAnotherPlace(t *testing.T) {
	ten := results.Tolerance{Times: 10}
	before := reread(t, state(ten, group(Number{Got: 5, Budget: 1}, Number{Got: 1, Budget: 1})))
	for got, says := range map[float64]string{
		1: "", 5: "", 7: "",
		9.5: "the worst error of error of e, target=ball, now at 1, moved by 2.2 error bars or more, " +
			"from 0.5 to 0.95 tolerances",
	} {
		now := state(ten, group(Number{Got: 5, Budget: 1}, Number{Got: got, Budget: 1}))
		if text := texts(Compare(before, now)); text != says &&
			text != "regression: "+says {
			t.Errorf("%g: %q", got, text)
		}
	}
}

func TestANumberThatIsNoLongerJudgedIsMissed(t *testing.T) {
	one := results.Tolerance{Times: 1}
	before, now := group(Number{Got: 0.5, Budget: 1}), group(Number{Got: 0.5, Budget: 1})
	delete(now.At, Spot{At: "0"})
	now.At[Spot{At: "7"}] = Number{Got: 0.5, Budget: 1}
	now.Worst = Spot{At: "7"}
	want := "regression: error of e, target=ball at 0 is no longer judged"
	if got := texts(Compare(reread(t, state(one, before)), state(one, now))); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAToleranceOfAnotherKindIsComparedAtTheNumbers(t *testing.T) {
	g := group(Number{Got: 0.01, Budget: 0.1})
	for _, c := range []struct {
		before, now results.Tolerance
		says        string
	}{
		{results.Tolerance{Times: 4}, results.Tolerance{Absolute: 0.3},
			"new: the tolerance of error of e was tightened, from 4 error budgets to 0.3"},
		{results.Tolerance{Times: 1}, results.Tolerance{Absolute: 0.3},
			"regression: the tolerance of error of e was loosened, from 1 error budget to 0.3"},
		{results.Tolerance{Absolute: 0.3}, results.Tolerance{Times: 4},
			"regression: the tolerance of error of e was loosened, from 0.3 to 4 error budgets"},
		{results.Tolerance{Absolute: 0.3}, results.Tolerance{Absolute: 0.3}, ""},
	} {
		if got := texts(Compare(state(c.before, g), state(c.now, g))); got != c.says {
			t.Errorf("got %q, want %q", got, c.says)
		}
	}
}

func TestChangesAreSortedAndThoseAlikeAreOneLine(t *testing.T) {
	one := results.Tolerance{Times: 100}
	before, now := state(one, nil), state(one, nil)
	for i, got := range []float64{5, 9, 7, 0.5} {
		c := Case{Name: fmt.Sprint("t=", i)}
		before.Experiments["e"].Cases[c] = map[string]*Group{"error": group(Number{Budget: 1})}
		now.Experiments["e"].Cases[c] = map[string]*Group{"error": group(Number{Got: got, Budget: 1})}
	}
	delete(before.Experiments["e"].Cases, Case{Name: "target=ball"})
	before.Experiments["e"].Cases[Case{Name: "t=9"}] = map[string]*Group{"error": group(Number{Budget: 1})}
	want := `regression: e, t=9, has vanished
regression: error of e, t=1 at 0 moved by 4.5 error bars, from 0 to 9, still within tolerance; ` +
		`likewise in 2 more of its cases
new: e, target=ball`
	if got := texts(Compare(before, now)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A review of an update sees what has moved and no other last digit; and what drifts slowly moves in the end.
func TestAnUpdateKeepsWhatHasNotMoved(t *testing.T) {
	ten := results.Tolerance{Times: 10}
	first := reread(t, state(ten, group(Number{Got: 2, Budget: 1})))
	next, changed := Update(first, state(ten, group(Number{Got: 3.9, Budget: 1})), "drift")
	if changed {
		t.Errorf("it changed:\n%s", next.Text())
	}
	if got := texts(Compare(next, state(ten, group(Number{Got: 5.8, Budget: 1})))); !strings.Contains(got,
		"moved") {
		t.Errorf("after a second drift: %q", got)
	}
	next, changed = Update(first, state(ten, group(Number{Got: 5.8, Budget: 1})), "the field is another")
	if got := texts(Compare(next, state(ten, group(Number{Got: 5.8, Budget: 1})))); !changed || got != "" {
		t.Errorf("changed %t, then %q", changed, got)
	}
	if text := string(next.Text()); !strings.Contains(text, "  \"the field is another\",\n") {
		t.Error(text)
	}
}

// FuzzRead reads any file: it is a baseline that can be written and read again, or one line says why not.
func FuzzRead(f *testing.F) {
	f.Add(state(results.Tolerance{Times: 1}, group(Number{Got: 2, Want: 1, Budget: 0.5})).Text())
	f.Add([]byte("format = 1\nsize = \"quick\"\n" +
		"[experiment.e.metric]\nm = { budget = 1, usual = [0, 1, 0, 0] }\n" +
		"[experiment.e.case]\n\"c\" = [[nan, inf, 0]]\n"))
	f.Add([]byte("format = 1\nsize = \"full\"\n[experiment.e.case]\n\"\\u001b\" = [[]]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "b.toml")
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		s, err := Read(file)
		if err != nil {
			if says := err.Error(); strings.ContainsAny(says, "\n\x1b") || !strings.HasPrefix(says, file) {
				t.Errorf("%q", says)
			}
			return
		}
		reread(t, s)
		Compare(s, s)
	})
}
