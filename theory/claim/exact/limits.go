package exact

import (
	"math"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/rate"
)

// limits collects, over the times of a trial, what the spectrum tends to: of the worst normal eigenvalue at each time,
// and of the largest tangential one of the first trajectory.
type limits struct {
	times, rest   []float64 // t and 1-t
	normal        []float64 // the normal eigenvalue furthest from the wanted one
	normalBudget  []float64
	tangent, want []float64 // |largest tangential eigenvalue| of the first trajectory, got and by the formula
	floor         []float64
	seen, claimed int  // tangential directions at the last time, at the trajectory where they differ most from m
	early         bool // some tangential rate is beyond half the normal one at the last time
	points        int
}

// see takes the spectrum of trajectory k at time t: ascending eigenvalues, tangential rates, and the normal rate.
func (l *limits) see(time float64, values, rates []float64, normal, budget float64, k int) {
	m := len(rates)
	n := len(values) - m
	if k == 0 {
		l.times, l.rest = append(l.times, time), append(l.rest, 1-time)
		l.normal = append(l.normal, math.NaN())
		l.normalBudget = append(l.normalBudget, math.NaN())
		l.tangent, l.want, l.floor = append(l.tangent, 0), append(l.want, 0), append(l.floor, 0)
		l.seen, l.claimed, l.early, l.points = 0, 0, false, 0
	}
	last := len(l.rest) - 1
	for _, v := range values[:n] {
		if math.IsNaN(l.normal[last]) || math.Abs(v-normal) > math.Abs(l.normal[last]-normal) {
			l.normal[last], l.normalBudget[last] = v, budget
		}
	}
	if m > 0 && k == 0 {
		for i := range rates {
			if w := math.Abs(rates[i]); w > l.want[last] {
				l.want[last], l.tangent[last] = w, math.Abs(values[n+i])
			}
		}
		l.floor[last] = 2 * budget
	}
	l.early = l.early || m > 0 && rates[0] < normal/2
	seen := 0
	for _, v := range values {
		if v > normal/2 {
			seen++
		}
	}
	if l.points++; l.points == 1 || abs(seen-m) > abs(l.seen-l.claimed) {
		l.seen, l.claimed = seen, m
	}
}

func abs(n int) int { return max(n, -n) }

func (l *limits) tell(t *claim.Trial, c *TerminalHyperbolicity) {
	last := len(l.rest) - 1
	if last < 0 {
		for _, metric := range []claim.Metric{dimension, codimension, normalLimit, tangentialOrder} {
			t.Skip(metric, math.NaN(), "no time at which float64 resolves the field")
		}
		return
	}
	at := l.times[last]
	d := c.target.Dim()
	if l.early {
		for _, metric := range []claim.Metric{dimension, codimension} {
			t.Skip(metric, at, "at the last time a tangential eigenvalue is still beyond half the normal one, as it should: α h > β")
		}
	} else {
		t.Expect(dimension, at, float64(l.seen), float64(l.claimed), 0)
		t.Expect(codimension, at, float64(d-l.seen), float64(d-l.claimed), 0)
	}
	l.tellNormal(t, c, last, at)
	l.tellTangent(t, at)
}

func (l *limits) tellNormal(t *claim.Trial, c *TerminalHyperbolicity, last int, at float64) {
	if math.IsNaN(l.normal[last]) {
		t.Skip(normalLimit, at, noNormals)
		return
	}
	// What is left to the limit is bounded by the change since half the τ, which is √(1-t) in 1-t.
	rest := math.Sqrt(l.rest[last])
	s, half := c.Schedule.At(at), c.Schedule.At(1-rest)
	now, before := coupling.NormalRate(s, l.rest[last]), coupling.NormalRate(half, rest)
	if gamma := c.Schedule.Rate(); gamma > 0 {
		t.Expect(normalLimit, at, l.normal[last], -gamma, l.normalBudget[last]+math.Abs(now-before))
		return
	}
	t.Expect(normalLimit, at, l.normal[last], before, l.normalBudget[last]+0.05*math.Abs(before))
}

// tellTangent compares the order at which the largest tangential eigenvalue vanishes with that of its formula.
func (l *limits) tellTangent(t *claim.Trial, at float64) {
	var x, got, want []float64
	for i := len(l.rest) - 1; i >= 0; i-- {
		if l.rest[i] < 0.02 && l.tangent[i] > 10*l.floor[i] && l.want[i] > 0 {
			x, got, want = append(x, math.Log(l.rest[i])), append(got, math.Log(l.tangent[i])), append(want, math.Log(l.want[i]))
		}
	}
	g, err := rate.Fit(x, got)
	w, err2 := rate.Fit(x, want)
	if err != nil || err2 != nil {
		t.Skip(tangentialOrder, at, "fewer than three times with 1-t < 0.02 have a tangential eigenvalue above rounding")
		return
	}
	t.Expect(tangentialOrder, at, g.Slope, w.Slope, 0.02)
}
