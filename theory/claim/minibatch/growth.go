package minibatch

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/potential"
)

// middle returns the sizes between which growth is measured: the first, the middle and the last, if they are
// in geometric progression.
func middle(n []int) (three []int, ok bool) {
	three = []int{n[0], n[len(n)/2], n[len(n)-1]}
	return three, len(n) >= 3 && three[0]*three[2] == three[1]*three[1]
}

// growth compares the law by which n times an error grows with the expected one. For y = c + a n^p, or
// c + a log n if p = 0, at n, rn and r²n, the ratio of the two increments is r^p, which depends on neither
// constant.
func (c *Convergence) growth(t *claim.Trial, s study) error {
	three, ok := middle(c.N)
	if !ok {
		const why = "growth is measured between three sizes in geometric progression"
		t.Skip(growth, math.NaN(), why)
		t.Skip(logSquare, math.NaN(), why)
		return nil
	}
	of := costBias
	if c.Rate == "jump" {
		of = planError
	}
	scale := []float64{float64(three[0]), float64(three[1]), float64(three[2])}
	sum := func(weight ...float64) estimate.Mean {
		e, found := s.sum(of, three, scale, weight)
		ok = ok && found
		return e
	}
	step := math.Log(scale[1] / scale[0])
	second := 1 / (2 * step * step)
	curved, first, last := sum(second, -2*second, second), sum(-1, 1, 0), sum(0, -1, 1)
	if !ok {
		_, _, none := s.mean(of, three[0])
		t.Skip(growth, math.NaN(), none)
		t.Skip(logSquare, math.NaN(), none)
		return nil
	}
	if c.Rate == "gaussian-plane" {
		beyond := 0.5 / math.Sqrt(scale[0]) // terms of lower order
		t.Expect(logSquare, math.NaN(), curved.Value, 0.5*(1+s.law), curved.Half+beyond/logSquare.Times)
	} else {
		t.Report(logSquare, math.NaN(), curved.Value, curved.Half, "no law with log² n is requested")
	}
	p := math.Log(last.Value/first.Value) / step
	// d log(last/first) is linear in the three means.
	half := sum(1/first.Value/step, -(1/first.Value+1/last.Value)/step, 1/last.Value/step).Half
	if !(first.Value > 0 && last.Value > 0) { // no growth, or not more than its error
		p, half = math.Inf(-1), 0
		if first.Value > -first.Half && last.Value > -last.Half {
			half = math.Inf(1)
		}
	}
	want, rivals, none, err := c.wantedGrowth(t)
	if err != nil {
		return err
	}
	if none != "" {
		t.Report(growth, math.NaN(), p, half, none)
		return nil
	}
	near := func(law float64) bool { return math.Abs(p-law) <= growth.Times*half }
	if near(want) && slices.ContainsFunc(rivals, near) { // the interval does not tell the laws apart
		half = math.Inf(1)
	}
	// Terms beyond those of the law change p by about a tenth of n^-½, as observed on spheres.
	t.Expect(growth, math.NaN(), p, want, half+1/(8*math.Sqrt(scale[0]))/growth.Times)
	return nil
}

// wantedGrowth returns the expected p and those of the neighbouring dimensions, or the reason why none is
// expected.
func (c *Convergence) wantedGrowth(t *claim.Trial) (p float64, rivals []float64, none string, err error) {
	switch c.Rate {
	case "jump":
		return jump, nil, "", nil
	case "dimension":
		m, err := c.dimension(t)
		if err == nil && m < 2 {
			err = fmt.Errorf("for m = %d there is no growth to measure: use minibatch-constant", m)
		}
		m += c.Neighbour
		for _, rival := range []int{m - 1, m + 1} {
			if rival > 0 {
				rivals = append(rivals, growthIn(rival))
			}
		}
		return growthIn(m), rivals, "", err
	}
	return 0, nil, "no law of growth is requested", nil
}

// jump is the p of n·(plan error) between parts of a target: a fraction n^-½ of the pairs goes to the wrong
// side. Without a jump it would be 0. The laws of dimensions are closer together, and growth tells them
// apart.
const jump = 0.5

// growthIn returns the p of n·(cost bias) in dimension m ≥ 1. For m = 1 it is that of the correction to a
// constant.
func growthIn(m int) float64 {
	if m == 1 {
		return -0.5
	}
	return 1 - 2/float64(m)
}

// dimension returns the dimension of the data manifold, if it is the same everywhere.
func (c *Convergence) dimension(t *claim.Trial) (int, error) {
	if _, ok := c.Target.(potential.SecondOrder); !ok {
		return 0, errors.New("the dimension of the data manifold is not known")
	}
	points, left, err := coupling.Sample(t, c.points.Target, nil, 32)
	switch {
	case err != nil:
		return 0, err
	case len(points) == 0:
		return 0, left
	}
	least, most := points[0].M, points[0].M
	for _, p := range points {
		least, most = min(least, p.M), max(most, p.M)
	}
	if least != most {
		return 0, fmt.Errorf("the data manifold has parts of dimensions %d and %d", least, most)
	}
	return most, nil
}
