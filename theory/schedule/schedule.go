// Package schedule holds the interpolation schedules X_t = α_t X0 + β_t X1 of flow matching.
//
// There is one type, Schedule, and a catalog of them. Near t = 1 every formula is written in 1-t, which is
// exact for t in [1/2, 1], so that α is accurate to a few units in the last place for every t in (0,1).
package schedule

import (
	"math"

	"proxflow/theory/catalog"
)

// Catalog holds the schedules by name.
var Catalog = catalog.New[Schedule]("schedule")

// Schedule is a pair of functions on [0,1] with α_0 = 1, β_0 = 0, α_1 = 0, β_1 = 1, α decreasing, β
// increasing.
type Schedule interface {
	// At returns α, β and their derivatives at t in (0,1).
	At(t float64) Point
	// Rate is the contraction rate γ along normals: α_t ~ c (1-t)^γ as t → 1; 0 if α decreases more slowly
	// than any power.
	Rate() float64
}

// Point is a schedule at one time: α, β, and their derivatives α̇, β̇ in t.
type Point struct{ A, B, DA, DB float64 }

// Lambda is the prox parameter λ_t = α_t/β_t.
func (p Point) Lambda() float64 { return p.A / p.B }

// Linear is α = 1-t, β = t: γ = 1.
type Linear struct{}

var _ = Catalog.Add("linear", "α = 1-t, β = t; γ = 1", func() Schedule { return &Linear{} })

func (*Linear) At(t float64) Point { return Point{1 - t, t, -1, 1} }
func (*Linear) Rate() float64      { return 1 }

// Trigonometric is α = cos(πt/2), β = sin(πt/2): γ = 1.
type Trigonometric struct{}

var _ = Catalog.Add("trigonometric", "α = cos(πt/2), β = sin(πt/2); γ = 1",
	func() Schedule { return &Trigonometric{} })

func (*Trigonometric) At(t float64) Point {
	const q = math.Pi / 2
	a, b := math.Cos(q*t), math.Sin(q*t)
	if t > 0.5 { // cos loses its digits where it vanishes
		a, b = math.Sin(q*(1-t)), math.Cos(q*(1-t))
	}
	return Point{a, b, -q * b, q * a}
}
func (*Trigonometric) Rate() float64 { return 1 }

// Power is α = (1-t)^p, β = 1-(1-t)^p: γ = p.
type Power struct {
	P float64 `doc:"exponent p" above:"0" max:"16"`
}

var _ = Catalog.Add("power", "α = (1-t)^p, β = 1-(1-t)^p; γ = p", func() Schedule { return &Power{P: 2} })

func (s *Power) At(t float64) Point {
	a := math.Pow(1-t, s.P)
	d := s.P * math.Pow(1-t, s.P-1)
	b := 1 - a
	if t < 0.5 { // 1-α loses its digits where α is near 1
		b = -math.Expm1(s.P * math.Log1p(-t))
	}
	return Point{a, b, -d, d}
}
func (s *Power) Rate() float64 { return s.P }

// Smoothstep is α = (1-t)²(1+2t), β = 3t²-2t³: γ = 2.
type Smoothstep struct{}

var _ = Catalog.Add("smoothstep", "α = (1-t)²(1+2t), β = 3t²-2t³; γ = 2",
	func() Schedule { return &Smoothstep{} })

func (*Smoothstep) At(t float64) Point {
	r := 1 - t
	return Point{r * r * (1 + 2*t), t * t * (3 - 2*t), -6 * t * r, 6 * t * r}
}
func (*Smoothstep) Rate() float64 { return 2 }

// VariancePreserving is α = √(1-t²), β = t: γ = 1/2.
type VariancePreserving struct{}

var _ = Catalog.Add("variance-preserving", "α = √(1-t²), β = t; γ = 1/2",
	func() Schedule { return &VariancePreserving{} })

func (*VariancePreserving) At(t float64) Point {
	a := math.Sqrt((1 - t) * (1 + t))
	return Point{a, t, -t / a, 1}
}
func (*VariancePreserving) Rate() float64 { return 0.5 }

// Logarithmic is α = 1/(1-log(1-t)), β = t. It is a negative control: α decreases more slowly than any
// power of 1-t, so that the exponent tends to 0 and normals do not contract at any rate in τ = -log(1-t).
type Logarithmic struct{}

var _ = Catalog.Add("logarithmic", "α = 1/(1-log(1-t)), β = t; a negative control: no rate γ",
	func() Schedule { return &Logarithmic{} })

func (*Logarithmic) At(t float64) Point {
	a := 1 / (1 - math.Log1p(-t))
	return Point{a, t, -a * a / (1 - t), 1}
}
func (*Logarithmic) Rate() float64 { return 0 }
