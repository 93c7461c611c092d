package claim

import (
	"context"
	"fmt"
	"math"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/random"
)

// summarized runs a check for several repeats, and sums them up.
func summarized(t *testing.T, params catalog.Ref, repeats int) *Trial {
	t.Helper()
	ref := catalog.Ref{"name": "minibatch-convergence"}
	for k, v := range params {
		ref[k] = v
	}
	check, _, err := Catalog.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	trials := make([]*Trial, repeats)
	for r := range trials {
		trials[r] = NewTrial(fmt.Sprint(params, r))
		if err := check.Run(context.Background(), trials[r]); err != nil {
			t.Fatal(err)
		}
	}
	sum := NewTrial("summary")
	if err := check.(Summarizer).Summarize(context.Background(), sum, trials); err != nil {
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

// failing are the metrics with a measurement beyond its default tolerance, and how many were judged.
func failing(check string, t *Trial) (failed map[string]bool, judged map[string]int) {
	c, _ := Catalog.Blank(check)
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
		if len(failed) > 0 || judged[meanOf(planError)] == 0 || judged[exponent] == 0 || judged[monotonicity] == 0 {
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
		for _, metric := range []string{meanOf(planError), monotonicity, exponent, lawRatio} {
			if !failed[metric] {
				t.Errorf("%v: %s does not see that pairs are permuted", p, metric)
			}
		}
	}
	ball := catalog.Ref{"target": "ball", "permuted": 0.3, "rate": "dimension", "n": []any{32, 128, 512}, "probes": 0}
	if failed, _ := failing("minibatch-convergence", summarized(t, ball, 20)); !failed[exponent] || !failed[monotonicity] {
		t.Errorf("on the circle only %v see that pairs are permuted", failed)
	}
}

// The minibatch problem is itself one of optimal transport, whose potential is φ_n: its prox recovers the pairing, as claim P says.
func TestTheDualPotentialOfABatchRecoversItsPairs(t *testing.T) {
	for _, target := range []string{"two-moons", "box", "orthogonal", "uniform"} {
		check, _, err := Catalog.Build(catalog.Ref{"name": "minibatch-convergence", "target": target})
		if err != nil {
			t.Fatal(err)
		}
		c := check.(*MinibatchConvergence)
		b, err := c.draw(NewTrial(target), 60)
		if err != nil {
			t.Fatal(err)
		}
		phi := b.dual()
		z, y := make([]float64, b.Dim), make([]float64, b.Dim)
		for i := range b.N() {
			for _, lambda := range []float64{0.1, 1, 10} {
				pair{b.Source(i), b.partner(i)}.at(z, lambda, 1)
				if phi.Prox(y, z, lambda); !(squaredDistance(y, b.partner(i)) < 1e-20) {
					t.Fatalf("%s, λ = %g: the prox of φ_n misses the partner by %g", target, lambda, math.Sqrt(squaredDistance(y, b.partner(i))))
				}
			}
		}
	}
}

func TestAnEstimateCoversTheMeanAsOftenAsItsIntervalSays(t *testing.T) {
	r := random.New("estimate")
	const runs = 4000
	covered := 0
	for range runs {
		e, ok := estimateOf(r.Normals(make([]float64, 6)))
		if !ok {
			t.Fatal("6 draws give no estimate")
		}
		if math.Abs(e.mean) <= e.half {
			covered++
		}
	}
	if math.Abs(float64(covered)/runs-0.95) > 4*0.0035 {
		t.Errorf("%d of %d intervals cover the mean", covered, runs)
	}
	if _, ok := estimateOf([]float64{1}); ok {
		t.Error("one draw has an interval")
	}
}

// The plan error of two atoms is as skewed as this. Without the wanted mean 1 in 80 is beyond three halves.
func TestSkewedDrawsRaiseNoFalseAlarm(t *testing.T) {
	r := random.New("skewed")
	const runs = 20000
	alarms, blind := 0, 0
	for range runs {
		x := r.Normals(make([]float64, 12))
		for i := range x {
			x[i] *= x[i]
		}
		e, _ := estimateOf(x)
		if math.Abs(e.mean-1) > 3*e.half {
			blind++
		}
		if e = e.against(1, x); math.Abs(e.mean-1) > 3*e.half {
			alarms++
		}
	}
	if alarms > 3 || blind < runs/160 { // 0.2 and 250 are expected
		t.Errorf("%d false alarms of %d, %d without the wanted mean", alarms, runs, blind)
	}
}

func TestADrawThatIsNoneIsAnErrorOfItsMean(t *testing.T) {
	check, _, err := Catalog.Build(catalog.Ref{"name": "minibatch-convergence", "target": "ball", "n": 4})
	if err != nil {
		t.Fatal(err)
	}
	repeats := []*Trial{NewTrial("a"), NewTrial("b")}
	for i, r := range repeats {
		r.Sample(proxError, 4, math.Log(-float64(i)), math.NaN(), meanOf(proxError))
	}
	sum := NewTrial("summary")
	if err := check.(Summarizer).Summarize(context.Background(), sum, repeats); err != nil {
		t.Fatal(err)
	}
	for _, m := range sum.Measurements {
		if m.Metric == meanOf(proxError) && (m.Skip != "" || !math.IsNaN(m.Got)) {
			t.Errorf("got %+v", m)
		}
	}
}

// Two draws of a two-point law are the same half of the time.
func TestDrawsThatAreAllTheSameAreInconclusive(t *testing.T) {
	check, _, err := Catalog.Build(catalog.Ref{"name": "minibatch-convergence", "target": "two-atoms", "n": 1})
	if err != nil {
		t.Fatal(err)
	}
	repeats := []*Trial{NewTrial("a"), NewTrial("b")}
	for _, r := range repeats {
		r.Sample(planError, 1, 0, 2, meanOf(planError))
	}
	sum := NewTrial("summary")
	if err := check.(Summarizer).Summarize(context.Background(), sum, repeats); err != nil {
		t.Fatal(err)
	}
	if m := sum.Measurements[0]; m.Metric != meanOf(planError) || !math.IsInf(m.Budget, 1) {
		t.Errorf("got %+v", m)
	}
}

func TestATargetOfOnePointHasNoLaw(t *testing.T) {
	failed, judged := failing("minibatch-convergence", summarized(t, catalog.Ref{"target": catalog.Ref{"name": "gaussian", "sd": []any{0.0}}}, 3))
	if len(failed) > 0 || judged[meanOf(planError)] == 0 {
		t.Errorf("%v failed; judged: %v", failed, judged)
	}
}
