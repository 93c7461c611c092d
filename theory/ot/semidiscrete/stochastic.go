package semidiscrete

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/random"
)

// averaged finds offsets in any dimension by an averaged stochastic gradient (Genevay, Cuturi, Peyré and Bach
// 2016, arXiv:1605.08527): for each draw x of N(0,I) the offset of the best atom rises by a step, and each
// falls by its mass times the step. The result is the mean over the second half of the draws. The draws are
// the same in every call; masses are estimated from other draws. The atoms have mean 0 and root mean square
// 1.
func averaged(y [][]float64, w []float64, draws int) (b, mass []float64, err error) {
	n, d := len(y), len(y[0])
	b, mean, mass, x := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, d)
	for j := range b { // the offsets for a Gaussian law of the atoms
		b[j] = floats.Dot(y[j], y[j]) / 2 * math.Sqrt(float64(d))
	}
	source := random.New("semidiscrete: averaged stochastic gradient")
	for k := range draws {
		j, _ := bestOf(y, b, source.Normals(x))
		step := stochasticStep / math.Sqrt(float64(k+n))
		b[j] += step
		floats.AddScaled(b, -step, w)
		if k >= draws/2 {
			floats.Add(mean, b)
		}
	}
	floats.Scale(1/float64(draws-draws/2), mean)
	source = random.New("semidiscrete: masses")
	for range draws {
		j, _ := bestOf(y, mean, source.Normals(x))
		mass[j] += 1 / float64(draws)
	}
	for j, m := range mass {
		if noise := standardError(w[j], draws); math.Abs(m-w[j]) > 0.1*w[j]+5*noise {
			const text = "after %d draws the cell of atom %d has the mass %.3g ± %.1g, not %.3g: " +
				"give more draws"
			return nil, nil, fmt.Errorf(text, draws, j, m, noise, w[j])
		}
	}
	return mean, mass, nil
}

// stochasticStep, divided by the root of the number of draws so far, is the step.
const stochasticStep = 1

// standardError returns the standard error of the share of draws in a cell of mass w.
func standardError(w float64, draws int) float64 { return math.Sqrt(w * (1 - w) / float64(draws)) }

// bestOf returns the first atom that maximises <x,y_j> - b_j, and the maximum.
func bestOf(y [][]float64, b, x []float64) (best int, value float64) {
	value = math.Inf(-1)
	for j, p := range y {
		v := -b[j]
		for i, c := range p {
			v += c * x[i]
		}
		if v > value {
			best, value = j, v
		}
	}
	return best, value
}
