package learned

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/internal/estimate"
	"proxflow/theory/claim/series"
	"proxflow/theory/spectrum"
)

// kickSteps is the number of steps in τ of the flow of kicked images.
const kickSteps = 50

// kicked holds images that flow after a kick: first all images without a kick, then all with the first kick,
// and so on.
type kicked struct {
	x    []float64
	n, d int // numbers of images and of pixels
}

// at returns image i after a kick; kick 0 is none.
func (b kicked) at(kick, i int) []float64 { return b.x[(kick*b.n+i)*b.d:][:b.d] }

// size returns the present size of a kick.
func (b kicked) size(kick, i int) float64 { return floats.Distance(b.at(kick, i), b.at(0, i), 2) }

// leading and trailing return the numbers of the kicks along leading and trailing directions.
func (c *Images) leading(k int) int  { return 1 + k }
func (c *Images) trailing(k int) int { return 1 + c.Directions + k }

// kick kicks images at t = T, follows them to the end, and measures the decay of the kicks and the spectra at
// both times.
func (c *Images) kick(ctx context.Context, t *claim.Trial, f *endpoint, points []coupling.Pair) error {
	b := kicked{n: len(points), d: len(points[0].X1)}
	b.x = make([]float64, (1+2*c.Directions)*b.n*b.d)
	y, miss := make([]float64, b.d), 0.0
	for i, p := range points {
		p.At(b.at(0, i), 1-c.T, c.T)
		f.At(y, b.at(0, i), c.T)
		miss += floats.Distance(y, p.X1, 2) / floats.Norm(p.X1, 2) / float64(b.n)
	}
	t.Report(recovery, c.T, miss, math.NaN(), recovery.Unjudged)
	vectors, err := c.spectra(ctx, t, f, b, c.T)
	if err != nil {
		return err
	}
	for i := range points {
		for k := range c.Directions {
			floats.AddScaledTo(b.at(c.leading(k), i), b.at(0, i), c.Kick, c.direction(t, vectors[i], b.d-1-k))
			floats.AddScaledTo(b.at(c.trailing(k), i), b.at(0, i), c.Kick, c.direction(t, vectors[i], k))
		}
	}
	start, step := -math.Log1p(-c.T), 0
	visit := func(tau float64, _ []float64) {
		c.observeKicks(t, b, tau)
		c.observeFilm(t, b, tau, step)
		step++
	}
	visit(start, b.x)
	if err := f.follow(ctx, b.x, len(b.x)/b.d, c.T, c.End, kickSteps, visit); err != nil {
		return fmt.Errorf("the flow of kicked images: %w", err)
	}
	elapsed := -math.Log1p(-c.End) - start
	rate := func(metric claim.Metric, kick func(k int) int, want float64) {
		rates := make([]float64, b.n)
		for i := range rates {
			for k := range c.Directions {
				rates[i] -= math.Log(b.size(kick(k), i)/c.Kick) / elapsed / float64(c.Directions)
			}
		}
		e, _ := estimate.Of(rates)
		t.Expect(metric, c.End, e.Value, want, e.Half)
	}
	rate(normalKickRate, c.trailing, 1)
	rate(tangentialKickRate, c.leading, 0)
	_, err = c.spectra(ctx, t, f, b, c.End)
	return err
}

// direction returns an eigenvector or a random unit vector.
func (c *Images) direction(t *claim.Trial, vectors *mat.Dense, column int) []float64 {
	w := mat.Col(nil, column, vectors)
	if c.Along == "random" {
		t.Rand.Normals(w)
		floats.Scale(1/floats.Norm(w, 2), w)
	}
	return w
}

// observeKicks records the remaining fraction of the kicks: the geometric mean, and the 10th and 90th
// percentiles.
func (c *Images) observeKicks(t *claim.Trial, b kicked, tau float64) {
	for _, side := range []struct {
		band series.Band
		kick func(k int) int
	}{{series.KickLeading, c.leading}, {series.KickTrailing, c.trailing}} {
		var logs []float64
		for k := range c.Directions {
			for i := range b.n {
				logs = append(logs, math.Log(b.size(side.kick(k), i)/c.Kick))
			}
		}
		slices.Sort(logs)
		t.Observe(side.band.Middle(), tau, math.Exp(stat.Mean(logs, nil)))
		t.Observe(side.band.Low(), tau, math.Exp(stat.Quantile(0.1, stat.Empirical, logs, nil)))
		t.Observe(side.band.High(), tau, math.Exp(stat.Quantile(0.9, stat.Empirical, logs, nil)))
	}
}

// nearNormal is how close to -1 an eigenvalue must be to count as normal.
const nearNormal = 0.1

// spectra measures the spectra of A = ∇x̂ - I at the images without a kick, records the sorted eigenvalues,
// and returns the eigenvectors.
func (c *Images) spectra(
	ctx context.Context, t *claim.Trial, f *endpoint, b kicked, time float64,
) ([]*mat.Dense, error) {
	vectors := make([]*mat.Dense, b.n)
	sorted := make([][]float64, b.d) // eigenvalues by rank, the largest first
	share, largest := make([]float64, b.n), make([]float64, b.n)
	dimension, skew := make([]float64, b.n), make([]float64, b.n)
	for i := range b.n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a := f.Jacobian(b.at(0, i), time)
		for k := range b.d {
			a.Set(k, k, a.At(k, k)-1)
		}
		values, v, err := spectrum.Eigen(a)
		if err != nil {
			return nil, err
		}
		vectors[i], skew[i], largest[i] = v, spectrum.Asymmetry(a), values[b.d-1]
		for k, v := range values {
			if math.Abs(v+1) < nearNormal {
				share[i] += 1 / float64(b.d)
			}
			if v > -0.5 {
				dimension[i]++
			}
			sorted[b.d-1-k] = append(sorted[b.d-1-k], v)
		}
	}
	for k, values := range sorted {
		band := series.Spectrum.Of(time)
		t.Observe(band.Middle(), float64(k+1), stat.Mean(values, nil))
		t.Observe(band.Low(), float64(k+1), floats.Min(values))
		t.Observe(band.High(), float64(k+1), floats.Max(values))
	}
	expect := func(metric claim.Metric, draws []float64, want float64) {
		e, _ := estimate.Of(draws)
		t.Expect(metric, time, e.Value, want, e.Half)
	}
	expect(normalShare, share, 1)
	expect(imageAsymmetry, skew, 0)
	report := func(metric claim.Metric, draws []float64) {
		e, _ := estimate.Of(draws)
		t.Report(metric, time, e.Value, e.Half, metric.Unjudged)
	}
	report(largestEigenvalue, largest)
	report(imageDimension, dimension)
	return vectors, nil
}
