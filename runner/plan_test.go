package runner

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"proxflow/runner/spec"
)

func TestPlanReportSaysWhatWouldRunAndWhy(t *testing.T) {
	s := specs(t, header+`sweep.do = ["pass", "error"]`)
	other := specs(t, strings.Replace(header, "probe", "other", 1)+lines(`seed = 9`, `sweep.do = ["pass"]`,
		`sweep.points = [3, 4]`))[0]
	twin := specs(t, strings.Replace(header, "probe", "twin", 1)+`params.points = 4`+"\nseed = 9\n")[0]
	tell := func(store History) string {
		plans, err := PlanReport(store, []*spec.Spec{s[0], other, twin})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, p := range plans {
			for _, tr := range p.Trials {
				cost := "none"
				if tr.Seconds > 0 {
					cost = "some"
				} else if tr.Seconds != tr.Seconds {
					cost = "unknown"
				}
				fmt.Fprintf(&b, "%s %d %s, cost %s: %s\n", p.Spec.Name, tr.Case, tr.State, cost, tr.Why)
			}
		}
		return b.String()
	}
	const fresh, twinLine = "cost unknown: the store has no such case\n",
		"twin 0 shared, cost none: the same trial as one of other\n"
	want := "probe 0 todo, " + fresh + "probe 1 todo, " + fresh + "other 0 todo, " + fresh +
		"other 1 todo, " + fresh + twinLine
	if got := tell(nil); got != want {
		t.Errorf("without a store\n%s", got)
	}
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, s, 1)
	want = "probe 0 cached, cost none: the store has this trial\n" +
		"probe 1 todo, cost some: it could not run last time: no such luck:\\n\\x1b[31mtwo lines\n" +
		"other 0 todo, cost some: the store has this case only for other seeds, repeats or versions of the " +
		"mathematics\n" +
		"other 1 todo, cost some: the store has no such case\n" + twinLine
	if got := tell(store); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
