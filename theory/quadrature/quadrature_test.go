package quadrature

import (
	"math"
	"testing"
)

func TestLegendreIsExactUpToDegree2nMinus1(t *testing.T) {
	for _, n := range []int{1, 2, 6, 16} {
		rule := Legendre(n)
		for k := range 2*n + 1 {
			got := rule.Over(-1, 2, func(x float64) float64 { return math.Pow(x, float64(k)) })
			want := (math.Pow(2, float64(k+1)) - math.Pow(-1, float64(k+1))) / float64(k+1)
			if exact := math.Abs(got-want) <= 1e-14*math.Abs(want); exact != (k < 2*n) {
				t.Errorf("%d nodes, degree %d: %v, want %v", n, k, got, want)
			}
			if k == 2*n-1 && n > 6 {
				break // the error of degree 2n is below rounding
			}
		}
	}
}

func TestAdaptiveReachesItsErrorOrSaysSo(t *testing.T) {
	rule := Legendre(24)
	for _, width := range []float64{1, 0.1, 0.01} {
		got, err := rule.Adaptive(0, 10, func(x float64) float64 { return math.Exp(-x / width) })
		if want := -width * math.Expm1(-10/width); err != nil || !(math.Abs(got-want) <= 1e-12*want) {
			t.Errorf("width %g: %v, want %v, %v", width, got, want, err)
		}
	}
	for name, f := range map[string]func(x float64) float64{
		"a pole":        func(x float64) float64 { return 1 / x },
		"a missed peak": func(x float64) float64 { return math.Exp(-x / 1e-4) },
	} {
		if got, err := rule.Adaptive(0, 10, f); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}
