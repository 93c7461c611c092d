package minibatch

import (
	"context"
	"fmt"
	"math"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
)

// summarized runs a check for several repeats, and sums them up.
func summarized(t *testing.T, params catalog.Ref, repeats int) *claim.Trial {
	t.Helper()
	ref := catalog.Ref{"name": "minibatch-convergence"}
	for k, v := range params {
		ref[k] = v
	}
	check, _, err := claim.Catalog.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	trials := make([]*claim.Trial, repeats)
	for r := range trials {
		trials[r] = claim.NewTrial(fmt.Sprint(params, r))
		if err := check.Run(context.Background(), trials[r]); err != nil {
			t.Fatal(err)
		}
	}
	sum := claim.NewTrial("summary")
	if err := check.(claim.Summarizer).Summarize(context.Background(), sum, measured(trials)); err != nil {
		t.Fatal(err)
	}
	for _, r := range trials { // what is judged in each trial belongs to the verdict as well
		for _, m := range r.Measurements {
			if m.By == "" {
				sum.Measurements = append(sum.Measurements, m)
			}
		}
	}
	return sum
}

// measured is what a summary is given of some trials.
func measured(trials []*claim.Trial) (repeats [][]claim.Measurement) {
	for _, t := range trials {
		repeats = append(repeats, t.Measurements)
	}
	return repeats
}

// failing are the metrics with a measurement beyond its default tolerance, and how many were judged.
func failing(check string, t *claim.Trial) (failed map[string]bool, judged map[string]int) {
	c, _ := claim.Catalog.Blank(check)
	times := map[string]float64{}
	for _, m := range c.Metrics() {
		times[m.Name] = m.Times
	}
	failed, judged = map[string]bool{}, map[string]int{}
	for _, m := range t.Measurements {
		if m.Skip != "" || m.By != "" {
			continue
		}
		judged[m.Metric]++
		if !(math.Abs(m.Got-m.Want) <= times[m.Metric]*m.Budget) {
			failed[m.Metric] = true
		}
	}
	return failed, judged
}

func TestBatchesOnTheLineHitTheirExactLaws(t *testing.T) {
	for _, p := range []catalog.Ref{
		{"target": "uniform", "source": "uniform"},
		{"target": catalog.Ref{"name": "uniform", "low": 0.5, "high": 3.5}, "n": []any{1, 5, 40}},
		{"target": catalog.Ref{"name": "two-atoms", "a": 0.7}, "n": []any{1, 2, 7, 100}},
		{"target": "two-atoms", "source": "uniform"},
		{"target": catalog.Ref{"name": "gaussian", "sd": []any{2.5}}, "n": []any{1, 3, 30, 300}},
	} {
		failed, judged := failing("minibatch-convergence", summarized(t, p, 200))
		if len(failed) > 0 || judged[planError.By.Name] == 0 || judged[exponent.Name] == 0 || judged[monotonicity.Name] == 0 {
			t.Errorf("%v: %v failed; judged: %v", p, failed, judged)
		}
	}
}

func TestPermutedPairsAreFound(t *testing.T) {
	for _, p := range []catalog.Ref{
		{"target": "uniform", "permuted": 0.3},
		{"target": "two-atoms", "permuted": 0.3},
	} {
		failed, _ := failing("minibatch-convergence", summarized(t, p, 100))
		for _, metric := range []claim.Metric{planError.By, monotonicity, exponent, lawRatio} {
			if !failed[metric.Name] {
				t.Errorf("%v: %s does not see that pairs are permuted", p, metric.Name)
			}
		}
	}
	ball := catalog.Ref{"target": "ball", "permuted": 0.3, "rate": "dimension", "n": []any{32, 128, 512}, "probes": 0}
	if failed, _ := failing("minibatch-convergence", summarized(t, ball, 20)); !failed[exponent.Name] || !failed[monotonicity.Name] {
		t.Errorf("on the circle only %v see that pairs are permuted", failed)
	}
}

// The minibatch problem is itself one of optimal transport, whose potential is φ_n: its prox recovers the pairing, as claim P says.
func TestTheDualPotentialOfABatchRecoversItsPairs(t *testing.T) {
	for _, target := range []string{"two-moons", "box", "orthogonal", "uniform"} {
		check, _, err := claim.Catalog.Build(catalog.Ref{"name": "minibatch-convergence", "target": target})
		if err != nil {
			t.Fatal(err)
		}
		c := check.(*Convergence)
		b, err := c.draw(claim.NewTrial(target), 60)
		if err != nil {
			t.Fatal(err)
		}
		phi := b.dual()
		z, y := make([]float64, b.Dim), make([]float64, b.Dim)
		for i := range b.N() {
			for _, lambda := range []float64{0.1, 1, 10} {
				coupling.Pair{X0: b.Source(i), X1: b.partner(i)}.At(z, lambda, 1)
				if phi.Prox(y, z, lambda); !(coupling.SquaredDistance(y, b.partner(i)) < 1e-20) {
					t.Fatalf("%s, λ = %g: the prox of φ_n misses the partner by %g", target, lambda, math.Sqrt(coupling.SquaredDistance(y, b.partner(i))))
				}
			}
		}
	}
}

func TestADrawThatIsNoneIsAnErrorOfItsMean(t *testing.T) {
	check, _, err := claim.Catalog.Build(catalog.Ref{"name": "minibatch-convergence", "target": "ball", "n": 4})
	if err != nil {
		t.Fatal(err)
	}
	repeats := []*claim.Trial{claim.NewTrial("a"), claim.NewTrial("b")}
	for i, r := range repeats {
		r.Sample(proxError, 4, math.Log(-float64(i)), math.NaN())
	}
	sum := claim.NewTrial("summary")
	if err := check.(claim.Summarizer).Summarize(context.Background(), sum, measured(repeats)); err != nil {
		t.Fatal(err)
	}
	for _, m := range sum.Measurements {
		if m.Metric == proxError.By.Name && (m.Skip != "" || !math.IsNaN(m.Got)) {
			t.Errorf("got %+v", m)
		}
	}
}

// Two draws of a two-point law are the same half of the time.
func TestDrawsThatAreAllTheSameAreInconclusive(t *testing.T) {
	check, _, err := claim.Catalog.Build(catalog.Ref{"name": "minibatch-convergence", "target": "two-atoms", "n": 1})
	if err != nil {
		t.Fatal(err)
	}
	repeats := []*claim.Trial{claim.NewTrial("a"), claim.NewTrial("b")}
	for _, r := range repeats {
		r.Sample(planError, 1, 0, 2)
	}
	sum := claim.NewTrial("summary")
	if err := check.(claim.Summarizer).Summarize(context.Background(), sum, measured(repeats)); err != nil {
		t.Fatal(err)
	}
	if m := sum.Measurements[0]; m.Metric != planError.By.Name || !math.IsInf(m.Budget, 1) {
		t.Errorf("got %+v", m)
	}
}

func TestATargetOfOnePointHasNoLaw(t *testing.T) {
	failed, judged := failing("minibatch-convergence", summarized(t, catalog.Ref{"target": catalog.Ref{"name": "gaussian", "sd": []any{0.0}}}, 3))
	if len(failed) > 0 || judged[planError.By.Name] == 0 {
		t.Errorf("%v failed; judged: %v", failed, judged)
	}
}
