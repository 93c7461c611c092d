package results

import (
	"slices"
	"testing"
)

func TestVerdictsHaveOneOrder(t *testing.T) {
	all := []Verdict{Missed, Error, Pass, "", Inconclusive, Skipped}
	slices.SortFunc(all, Verdict.Compare)
	same(t, "order", all, []Verdict{"", Skipped, Pass, Inconclusive, Error, Missed})
	for v, as := range map[Verdict]Verdict{Caught: Pass, Missed: Fail, Error: Error} {
		if v.Compare(as) != 0 {
			t.Errorf("%s is not as good as %s", v, as)
		}
	}
}
