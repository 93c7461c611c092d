package learn

import (
	"math"

	"proxflow/theory/catalog"
	"proxflow/theory/learn/internal/kernel"
)

// Activations holds the activations by name.
var Activations = catalog.New[Activation]("activation")

// Activation is a function σ: R → R, applied to each entry.
type Activation interface {
	// At returns σ(z) and σ'(z).
	At(z float64) (value, slope float64)
	// Apply puts σ(z) and σ'(z) into value and slope; value may be z itself.
	Apply(value, slope, z []float32)
	// Gain is the variance of an entry of W, times the number of inputs, in a new network.
	Gain() float64
}

// SELU is σ(z) = λ z for z > 0, λα (exp z - 1) for z ≤ 0, with the constants that keep mean 0 and variance 1
// from layer to layer. [Klambauer and others, Self-Normalizing Neural Networks, 2017, arXiv:1706.02515]
type SELU struct{}

var _ = Activations.Add("selu", "λ z for z > 0, λα (exp z - 1) below: self-normalizing",
	func() Activation { return &SELU{} })

func (*SELU) At(z float64) (value, slope float64) {
	if z > 0 {
		return kernel.Lambda * z, kernel.Lambda
	}
	return kernel.Lambda * kernel.Alpha * math.Expm1(z), kernel.Lambda * kernel.Alpha * math.Exp(z)
}
func (*SELU) Apply(value, slope, z []float32) { kernel.SELU(value, slope, z) }
func (*SELU) Gain() float64                   { return 1 }

// SiLU is σ(z) = z/(1+exp(-z)): smooth, not monotone.
type SiLU struct{}

var _ = Activations.Add("silu", "z/(1+exp(-z)), also called swish", func() Activation { return &SiLU{} })

func (*SiLU) At(z float64) (value, slope float64) {
	e := math.Exp(-z)
	s := 1 / (1 + e)
	rest := 1 - s
	if z > 0 { // where the difference cancels
		rest = e * s
	}
	return z * s, s + z*s*rest
}
func (*SiLU) Apply(value, slope, z []float32) { kernel.SiLU(value, slope, z) }
func (*SiLU) Gain() float64                   { return 2 }

// Softplus is σ(z) = log(1+exp z), smooth, convex and positive.
type Softplus struct{}

var _ = Activations.Add("softplus", "log(1+exp z): smooth and convex",
	func() Activation { return &Softplus{} })

func (*Softplus) At(z float64) (value, slope float64) {
	return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))), 1 / (1 + math.Exp(-z))
}
func (*Softplus) Apply(value, slope, z []float32) { kernel.Softplus(value, slope, z) }
func (*Softplus) Gain() float64                   { return 2 }
