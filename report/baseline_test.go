package report

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"proxflow/results"
)

func row(metric string, at float64, v results.Verdict) results.Row {
	return results.Row{Experiment: "e", Case: json.RawMessage(`{"a": 1}`), Metric: metric,
		At: results.Number(at), Verdict: v}
}

func baseline(t *testing.T, rows ...results.Row) Baseline {
	t.Helper()
	var b strings.Builder
	if err := results.WriteJSON(&b, rows); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "baseline.json")
	if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	list, err := ReadBaseline(file)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A measurement nowhere in particular is not the one at 0.
func TestABaselineTellsNowhereFromZero(t *testing.T) {
	nan := math.NaN()
	before := baseline(t, row("error", 0, results.Fail), row("error", nan, results.Pass))
	if lines := before.Regressions([]results.Row{row("error", 0, results.Fail),
		row("error", nan, results.Pass)}); lines != nil {
		t.Errorf("the same: %q", lines)
	}
	same(t, "it fails", before.Regressions([]results.Row{row("error", 0, results.Pass),
		row("error", nan, results.Fail)}),
		[]string{`regression: e, {"a":1}: error passed in the baseline, now: fail`})
	same(t, "it vanishes", before.Regressions([]results.Row{row("error", 0, results.Pass)}),
		[]string{`regression: e, {"a":1}: error passed in the baseline and has vanished`})
}

func TestABaselineCountsAPlaceAsTheWorseAndAControlAsTheBetter(t *testing.T) {
	control := func(v results.Verdict) results.Row {
		r := row("error", 0.5, v)
		r.Control = true
		return r
	}
	pass, fail, coarse := row("error", 0.5, results.Pass), row("error", 0.5, results.Fail), row("error", 0.5,
		results.Inconclusive)
	for name, c := range map[string]struct {
		before, now []results.Row
		regressions int
	}{
		"pass, fail":           {[]results.Row{pass}, []results.Row{fail}, 1},
		"pass, inconclusive":   {[]results.Row{pass}, []results.Row{coarse}, 1},
		"fail, fail":           {[]results.Row{fail}, []results.Row{fail}, 0},
		"both, fail":           {[]results.Row{pass, fail}, []results.Row{fail}, 0},
		"both the other way":   {[]results.Row{fail, pass}, []results.Row{fail}, 0},
		"pass, both":           {[]results.Row{pass}, []results.Row{pass, fail}, 1},
		"pass, both other way": {[]results.Row{pass}, []results.Row{fail, pass}, 1},
		"caught, caught": {[]results.Row{control(results.Fail), control(results.Pass)},
			[]results.Row{control(results.Pass), control(results.Fail)}, 0},
		"caught, missed": {[]results.Row{control(results.Fail)}, []results.Row{control(results.Pass)},
			1},
		"caught, an error": {[]results.Row{control(results.Fail)},
			[]results.Row{control(results.Error)}, 1},
		"missed, missed": {[]results.Row{control(results.Pass)}, []results.Row{control(results.Pass)},
			0},
		"pass, not measured now": {[]results.Row{pass}, nil, 1},
	} {
		if lines := baseline(t, c.before...).Regressions(c.now); len(lines) != c.regressions {
			t.Errorf("%s: %q", name, lines)
		}
	}
}
