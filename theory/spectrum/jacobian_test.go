package spectrum

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestJacobianIsWithinItsBudget(t *testing.T) {
	f := func(dst, x []float64) {
		dst[0] = math.Exp(x[0]) * math.Sin(x[1])
		dst[1] = math.Tanh(20*x[0]) - x[1]*x[1]*x[0]
	}
	for _, x := range [][]float64{{0.3, -0.7}, {0, 0}, {-1, 2}, {0.01, 4}} {
		c := math.Cosh(20 * x[0])
		want := mat.NewDense(2, 2, []float64{
			math.Exp(x[0]) * math.Sin(x[1]), math.Exp(x[0]) * math.Cos(x[1]),
			20/(c*c) - x[1]*x[1], -2 * x[1] * x[0]})
		got, budget := Jacobian(f, x, 1e-2, 1e-15)
		var diff mat.Dense
		diff.Sub(got, want)
		if e := mat.Norm(&diff, 2); e > budget || budget > 1e-4 {
			t.Errorf("at %v: error %.2g, budget %.2g", x, e, budget)
		}
	}
}

// The extrapolation removes the error of second order, which the budget alone would forgive.
func TestTheErrorOfAStepIsOfFourthOrder(t *testing.T) {
	f := func(dst, x []float64) { dst[0] = math.Exp(2 * x[0]) }
	miss := func(h float64) float64 {
		got, _ := JacobianStep(f, []float64{0.3}, h, 0)
		return math.Abs(got.At(0, 0) - 2*math.Exp(0.6))
	}
	if order := math.Log2(miss(0.1) / miss(0.05)); math.Abs(order-4) > 0.05 {
		t.Errorf("order %.3f", order)
	}
}

func TestJacobianStepsBackFromAKinkAndOwnsUpOnIt(t *testing.T) {
	kink := func(dst, x []float64) { dst[0] = math.Abs(x[0]) }
	if got, budget := Jacobian(kink, []float64{1e-3}, 1e-2, 1e-16); math.Abs(got.At(0, 0)-1) > budget ||
		budget > 1e-9 {
		t.Errorf("beside the kink: %g ± %g", got.At(0, 0), budget)
	}
	for _, x := range []float64{0, 1e-9, 1e-7} {
		if got, budget := Jacobian(kink, []float64{x}, 1e-2, 1e-16); math.Abs(got.At(0, 0)-1) > budget {
			t.Errorf("%g from the kink: %g ± %g", x, got.At(0, 0), budget)
		}
	}
}

func TestJacobianOfWhatIsNotFiniteHasNoBudget(t *testing.T) {
	nan := func(dst, x []float64) { dst[0] = math.NaN() }
	if _, budget := Jacobian(nan, []float64{1}, 1e-2, 1e-16); !math.IsInf(budget, 1) {
		t.Errorf("budget %g", budget)
	}
}

func TestAsymmetryOfARotation(t *testing.T) {
	if got := Asymmetry(mat.NewDense(2, 2, []float64{0, -1, 1, 0})); math.Abs(got-2) > 1e-15 {
		t.Errorf("got %g", got)
	}
}
