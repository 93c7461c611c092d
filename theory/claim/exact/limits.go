package exact

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
)

// spectral is the spectrum of (1-t)∇v at a point.
type spectral struct {
	trajectory int       // its number
	h          []float64 // eigenvalues of H, ascending
	values     []float64 // eigenvalues of (1-t)∇v, ascending
	rates      []float64 // predicted tangential eigenvalues, ascending
	normal     float64   // predicted normal eigenvalue
	budget     float64   // of each eigenvalue
}

// tangential returns the tangential eigenvalues.
func (s spectral) tangential() []float64 { return s.values[len(s.values)-len(s.rates):] }

// limits collects the resolved spectra over the times of a trial.
type limits struct {
	times   []float64
	spectra [][]spectral // at each time
}

func (l *limits) see(time float64, s spectral) {
	if n := len(l.times); n == 0 || l.times[n-1] != time {
		l.times, l.spectra = append(l.times, time), append(l.spectra, nil)
	}
	n := len(l.times) - 1
	l.spectra[n] = append(l.spectra[n], s)
}

// tell records the limits of the spectra.
func (l *limits) tell(t *claim.Trial, c *TerminalHyperbolicity) {
	if len(l.times) == 0 {
		skip(t, math.NaN(), "float64 resolves the field at none of the times", ofLimits...)
		return
	}
	at := last(l.times)
	l.tellDimension(t, at, c.target.Dim())
	l.tellLimits(t, at, c)
	l.tellOrder(t, at)
}

// tellDimension counts the eigenvalues above and below half the normal eigenvalue at the last time.
func (l *limits) tellDimension(t *claim.Trial, at float64, d int) {
	tangential, normal := tally{metric: dimension}, tally{metric: codimension}
	for _, s := range last(l.spectra) {
		m, seen := len(s.rates), 0
		if m > 0 && s.rates[0] < s.normal/2 {
			continue
		}
		for _, v := range s.values {
			if v > s.normal/2 {
				seen++
			}
		}
		tangential.add(float64(seen), float64(m), 0)
		normal.add(float64(d-seen), float64(d-m), 0)
	}
	const early = "at the last time a tangential eigenvalue is still below half the normal one, since α h > β"
	tangential.tell(t, at, early)
	normal.tell(t, at, early)
}

// tellLimits compares the last eigenvalues with their limits. The remaining distance to a limit is bounded by
// the change since half the τ, where 1-t is the square root of its last value.
func (l *limits) tellLimits(t *claim.Trial, at float64, c *TerminalHyperbolicity) {
	rest, gamma := math.Sqrt(1-at), c.Schedule.Rate()
	before := c.Schedule.At(1 - rest)
	half := coupling.NormalRate(before, rest)
	normal, tangential := tally{metric: normalLimit}, tally{metric: tangentialLimit}
	for _, s := range last(l.spectra) {
		want, left := -gamma, math.Abs(s.normal-half)
		if gamma == 0 {
			want, left = half, 0.05*math.Abs(half)
		}
		for _, v := range s.values[:len(s.values)-len(s.rates)] {
			normal.add(v, want, s.budget+left)
		}
		for i, v := range s.tangential() {
			left := s.rates[i] - coupling.TangentialRate(before, rest, s.h[len(s.h)-1-i])
			left = max(math.Abs(left), math.Abs(s.rates[i])) // the limit may still be far off
			tangential.add(v/gamma, 0, (s.budget+left)/gamma)
		}
	}
	normal.tell(t, at, noNormals)
	if gamma == 0 {
		skip(t, at, "the schedule has no rate γ", tangentialLimit)
		return
	}
	tangential.tell(t, at, noTangents)
}

// tellOrder compares the order at which the largest tangential eigenvalue of a trajectory vanishes with that
// of its formula. A relative error δ of each eigenvalue changes the slope by at most Σ|x-x̄|δ / Σ(x-x̄)² with
// x = log(1-t).
func (l *limits) tellOrder(t *claim.Trial, at float64) {
	order := tally{metric: tangentialOrder}
	for _, p := range last(l.spectra) {
		var x, got, want, relative []float64
		for i, time := range l.times {
			for _, s := range l.spectra[i] {
				if s.trajectory != p.trajectory || 1-time > 0.02 {
					continue
				}
				if v, w := s.largest(); v > 20*s.budget && w > 0 {
					x, relative = append(x, math.Log(1-time)), append(relative, s.budget/(v-s.budget))
					got, want = append(got, math.Log(v)), append(want, math.Log(w))
				}
			}
		}
		if len(x) < 3 {
			continue
		}
		mean, moved, squares := stat.Mean(x, nil), 0., 0.
		for i := range x {
			moved += math.Abs(x[i]-mean) * relative[i]
			squares += (x[i] - mean) * (x[i] - mean)
		}
		_, g := stat.LinearRegression(x, got, nil, false)
		_, w := stat.LinearRegression(x, want, nil, false)
		order.add(g, w, moved/squares)
	}
	order.tell(t, at, "fewer than three times with 1-t < 0.02 have a tangential eigenvalue above rounding")
}

// largest returns the absolute values of the tangential eigenvalue whose prediction is largest in absolute
// value, and of that prediction.
func (s spectral) largest() (got, want float64) {
	for i, v := range s.tangential() {
		if w := math.Abs(s.rates[i]); w > want {
			got, want = math.Abs(v), w
		}
	}
	return got, want
}
