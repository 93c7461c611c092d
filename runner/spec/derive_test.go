package spec

import (
	"slices"
	"testing"

	"proxflow/results"
	"proxflow/theory/catalog"
)

func law(t *testing.T) *Spec {
	return specs(t, "name = \"probe\"\nclaim = \"P\"\ncheck = \"fake-law\"\nseed = 3\nrepeats = 2\n"+
		"[sweep]\nt = [0.25, 0.5]\n")[0]
}

func TestAPerturbedCaseHasTheRandomNumbersOfTheCaseThatItBreaks(t *testing.T) {
	s := law(t)
	bent, err := s.Derived("bent", s.BaseSeed(), s.Cases, catalog.Ref{"name": "bent", "size": 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range s.Cases {
		b := bent.Cases[i]
		if s.Seed(c, 1) != bent.Seed(b, 1) || s.Seed(c, 0) == s.Seed(c, 1) {
			t.Errorf("case %d: the seeds are %s and %s", i, s.Seed(c, 1), bent.Seed(b, 1))
		}
		if slices.Contains(b.Keys, c.Keys[0]) || b.Summary == c.Summary {
			t.Errorf("case %d: a perturbed trial has the key of another", i)
		}
		if string(bent.Params(b, 0)) != string(b.Params) || string(b.Params) == string(c.Params) {
			t.Errorf("case %d: the parameters are %s", i, b.Params)
		}
	}
}

func TestAPerturbationOfSummariesLeavesTrials(t *testing.T) {
	s := law(t)
	told, err := s.Derived("told", s.BaseSeed(), s.Cases, catalog.Ref{"name": "told", "size": 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range s.Cases {
		p := told.Cases[i]
		if !slices.Equal(p.Keys, c.Keys) || string(told.Params(p, 0)) != string(c.Params) {
			t.Errorf("case %d: other trials than without a perturbation", i)
		}
		if p.Summary == c.Summary || string(told.Params(p, results.Summary)) != string(p.Params) {
			t.Errorf("case %d: the summary is not perturbed", i)
		}
	}
}

func TestAReseededSpecHasTheSameCasesAndOtherTrials(t *testing.T) {
	s := law(t)
	other, err := s.Derived("other", s.BaseSeed()+1, s.Cases, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range s.Cases {
		o := other.Cases[i]
		if string(o.Params) != string(c.Params) || len(o.Keys) != 2 || slices.Contains(c.Keys, o.Keys[0]) ||
			s.Seed(c, 0) == other.Seed(o, 0) || s.Origin(0) == other.Origin(0) {
			t.Errorf("case %d: %+v", i, o)
		}
	}
	same, err := s.Derived("same", s.BaseSeed(), s.Cases, nil)
	if err != nil || !slices.Equal(same.Cases[1].Keys, s.Cases[1].Keys) ||
		same.Cases[1].Summary != s.Cases[1].Summary {
		t.Errorf("the same seed gives other trials: %v", err)
	}
}
