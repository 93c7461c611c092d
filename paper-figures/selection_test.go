package figures

import (
	"slices"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/theory/claim/series"
)

func TestTargetsAreChosenByLabelOrName(t *testing.T) {
	from := casesOf(append(flows(), flowOnto("ball(d=3)", 3, 1, 1, onTorus))...)
	draw := func(targets ...any) string {
		s, err := render(t, from, map[string]any{"name": "trajectories", "targets": targets}, "svg")
		if err != nil {
			return err.Error()
		}
		return s
	}
	s := draw("ball(d=3)", "torus")
	ball, torus := strings.Index(s, ">ball(d=3)<"), strings.Index(s, ">torus<")
	if ball < 0 || torus < ball || strings.Contains(s, "two-moons") {
		t.Error("other targets, or another order, than asked for")
	}
	if s := draw("ball"); !strings.Contains(s, ">ball<") || strings.Contains(s, ">ball(d=3)<") {
		t.Error("a label asks for others that begin with it")
	}
	if s := draw("toruss"); !strings.Contains(s,
		`no case has the target "toruss"; there are ball, ball(d=3), torus, two-moons`) {
		t.Error(s)
	}
	four := casesOf(flowOnto("box", 4, 1, 1, func(x []float64) []float64 { return x }))
	if _, err := render(t, four, "trajectories", "svg"); err == nil ||
		!strings.Contains(err.Error(), "4 dimensions") {
		t.Error(err)
	}
}

// labelled is a memory of cases with these labels, of the parameters in turn.
func labelled(parameters []string, cases ...[]string) memory {
	var list []results.Observed
	for _, texts := range cases {
		o := &observer{results.Observed{Labels: map[string]string{}}}
		for i, p := range parameters {
			o.Labels[p] = texts[i]
		}
		o.observe(series.Loss, 1, 1)
		list = append(list, o.Observed)
	}
	return casesOf(list...)
}

func TestOnlyTakesAlternativesOfOneParameterAndAllOfSeveral(t *testing.T) {
	from := labelled([]string{"schedule", "target"}, []string{"linear", "ball(d=5)"},
		[]string{"power", "ball"}, []string{"linear", "torus"},
		[]string{"linear", "torus(major=3)"}, []string{"linear", "balloon"})
	data := &Data{from, "e"}
	for want, s := range map[string]Selection{
		"0 3":       {Only: []string{"schedule=linear", "target=ball", "target=torus(major=3)"}},
		"0 1":       {Only: []string{"target=ball"}},
		"1":         {Targets: []string{"ball"}},
		"2":         {Targets: []string{"torus"}, Only: []string{"schedule=linear"}},
		"3 2":       {Targets: []string{"torus(major=3)", "torus"}},
		"0 1 2 3 4": {},
	} {
		cases, err := data.cases(s, either{series.Loss})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range cases {
			got = append(got, string(rune('0'+c[0].CaseNo)))
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%+v draws the cases %v, want %s", s, got, want)
		}
	}
}

func TestWhatNoCaseMeetsIsAnErrorThatSaysWhatThereIs(t *testing.T) {
	from := labelled([]string{"coupling", "target"}, []string{"optimal", "ball"},
		[]string{"independent", "torus"})
	for _, c := range []struct {
		targets, only []any
		says          string
	}{
		{nil, []any{"coupling=ot"}, `no case has the coupling "ot"; there are independent, optimal in`},
		{nil, []any{"coupling=ot", "coupling=both"}, `no case has the coupling "ot" or "both"; there`},
		{nil, []any{"couplng=optimal"}, `no case has a parameter "couplng" in experiment`},
		{[]any{"ball", "sphere"}, nil, `no case has the target "sphere"; there are ball, torus in`},
		{nil, []any{"coupling=optimal", "target=torus"}, `no case has all of coupling=optimal, target=`},
		{[]any{"torus"}, []any{"coupling=optimal"}, `no case has all of torus, coupling=optimal in`},
	} {
		params := map[string]any{"name": "loss-curve"}
		if c.targets != nil {
			params["targets"] = c.targets
		}
		if c.only != nil {
			params["only"] = c.only
		}
		if _, err := render(t, from, params, "svg"); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v, want %s", params, err, c.says)
		}
	}
}
