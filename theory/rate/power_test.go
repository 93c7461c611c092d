package rate

import (
	"math"
	"testing"

	"proxflow/theory/random"
)

// means are noisy means of a law at n = 16, 32, …, each with the relative standard error given.
func means(r *random.Source, law func(n float64) float64, count int, relative float64) (x, y, se []float64) {
	for n := 16.0; len(x) < count; n *= 2 {
		mean := law(n)
		x, y, se = append(x, n), append(y, mean*(1+relative*r.Normal())), append(se, relative*mean)
	}
	return x, y, se
}

func TestAnExponentIsCoveredAsOftenAsItsIntervalSays(t *testing.T) {
	r := random.New("power")
	law := func(n float64) float64 { return 3 * math.Pow(n, -0.8) }
	const runs = 4000
	covered, whole := 0, 0
	for range runs {
		p, err := FitPower(means(r, law, 7, 0.03))
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(p.Slope+0.8) <= p.Half {
			covered++
		}
		if p.N == 7 {
			whole++
		}
	}
	// 95 % each, with a standard error of 0.34 %; the window moves in one run of 20, which costs the
	// interval a little.
	if covered < 0.93*runs || covered > 0.965*runs || whole < 0.94*runs || whole > 0.96*runs {
		t.Errorf("of %d intervals %d cover the exponent; %d use the whole window", runs, covered, whole)
	}
}

func TestTheWindowLeavesOutWhereALawBends(t *testing.T) {
	r := random.New("power/bend")
	bent := func(n float64) float64 { return math.Pow(n, -1) + 20*math.Pow(n, -2) }
	p, err := FitPower(means(r, bent, 9, 0.01))
	if err != nil {
		t.Fatal(err)
	}
	if p.From < 128 || p.To != 4096 || math.Abs(p.Slope+1) > 0.1 {
		t.Errorf("got the exponent %.3f from %g on; below 128 the law bends, above it the exponent is nearly -1",
			p.Slope, p.From)
	}
	if p, _ = FitPower(means(r, bent, 9, 1e-6)); p.N != 3 || p.Half < 1e-4 {
		t.Errorf("a bend in every window: got %+v, want the last 3 points and a wide interval", p.Line)
	}
}

func TestTheExpectedSlopeOfALawIsThatOfItsFit(t *testing.T) {
	law := func(n float64) float64 { return math.Log(n) / n }
	x, y, se := means(random.New("power/law"), law, 6, 1e-9)
	p, err := FitPower(x[:], y, se)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(p.Expected(law)-p.Slope) > 1e-8 {
		t.Errorf("the slope of log n/n is %v, fitted %v", p.Expected(law), p.Slope)
	}
	if got := p.Expected(func(n float64) float64 { return 5 * n * n }); math.Abs(got-2) > 1e-12 {
		t.Errorf("the slope of 5n² is %v", got)
	}
}

func TestNoExponentComesFromNothing(t *testing.T) {
	x, y, se := []float64{1, 2, 4}, []float64{1, 0, 1}, []float64{1, 1, 1}
	if _, err := FitPower(x, y, se); err == nil {
		t.Error("a mean of 0 has a logarithm")
	}
	if _, err := FitPower(x[:2], se[:2], se[:2]); err == nil {
		t.Error("two points give an interval")
	}
	if _, err := FitPower([]float64{2, 1, 4}, se, se); err == nil {
		t.Error("the order of x does not matter")
	}
}
