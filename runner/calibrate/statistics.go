package calibrate

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// upper is the upper 95 % confidence bound of a rate of which k of n were seen (Clopper and Pearson 1934,
// doi:10.1093/biomet/26.4.404).
func upper(k, n int) float64 {
	if k >= n {
		return 1
	}
	return distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(0.95)
}

// interval is a mean with a 95 % interval of Student.
type interval struct {
	off     float64 // |mean - want| in halves of the interval
	times   float64 // halves that are tolerated
	freedom int     // degrees of freedom
}

func student(freedom int) distuv.StudentsT {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(max(freedom, 1))}
}

// p is the two-sided p-value of the mean that is wanted.
func (i interval) p() float64 { return i.beyond(i.off) }

// beyond is the probability of a mean that is off by so many halves or more.
func (i interval) beyond(halves float64) float64 {
	t := student(i.freedom)
	return 2 * t.Survival(halves*t.Quantile(0.975))
}

// expected is the number of failures in one run that the verdict rule lets expect, if the claim holds. A
// measurement fails if |got - want| > max(tol, budget).
//
// Where the tolerance is k budgets, and the budget is half of Student's 95 % interval with ν degrees of
// freedom, that is |T_ν| > k t_ν(97.5 %); ν is that of the fewest degrees that control variates leave.
// Where it is an absolute number, got - want is taken to be normal, with the mean m and the standard
// deviation s of n seeds, so that a new one is off by T_{n-1} s √(1+1/n) from m. For all other measurements
// the budget bounds the error of rounding and truncation, and no failure is expected. The result is NaN if
// there are fewer than 3 seeds to tell from.
func (p *pile) expected(seeds int) (sum float64) {
	for _, i := range p.intervals {
		sum += i.beyond(i.times) / float64(seeds)
	}
	for _, d := range p.places {
		n := float64(len(d.off))
		if n < 3 {
			return math.NaN()
		}
		mean, sd := stat.MeanStdDev(d.off, nil)
		if sd == 0 {
			continue
		}
		t, unit := student(len(d.off)-1), sd*math.Sqrt(1+1/n)
		sum += (t.Survival((d.tol-mean)/unit) + t.Survival((d.tol+mean)/unit)) * n / float64(seeds)
	}
	return sum
}
