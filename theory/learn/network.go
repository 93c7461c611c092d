// Package learn trains a neural vector field v_θ(t,x) by flow matching, with optimally paired minibatches
// (OT-CFM) or any other pairing, and computes its Jacobian.
//
// There are only a few types. A Network is the shape of a multilayer perceptron. Train finds its weights:
// several goroutines make numbered batches, and Adam takes one step for each, in order, in float32. A State
// is all that a training needs to be resumed. A Field is a network with its weights, in float64;
// measurements use it.
package learn

import (
	"fmt"
	"math"

	"proxflow/theory/random"
)

// Network is the shape of a multilayer perceptron v_θ: R × R^d → R^d. Its inputs are
//
//	x_1, …, x_d, t, sin 2πt, cos 2πt, …, sin 2πKt, cos 2πKt,
//
// each hidden layer is h' = σ(Wᵀh + b), and the last layer is Wᵀh + b. The weights are one flat slice: layer
// by layer W (one row per input, one column per output), then b.
type Network struct {
	Dim         int        // d ≥ 1
	Widths      []int      // of the hidden layers, each ≥ 1; none: an affine map
	Activation  Activation // σ; needed if there are hidden layers
	Frequencies int        // K ≥ 0
}

// MLP is a network whose hidden layers all have one width: MLP(2, 64, 3, σ) is 3-64-64-64-2.
func MLP(dim, width, depth int, activation Activation) Network {
	n := Network{Dim: dim, Widths: make([]int, depth), Activation: activation}
	for i := range n.Widths {
		n.Widths[i] = width
	}
	return n
}

// Check says what is wrong with a network.
func (n Network) Check() error {
	if n.Dim < 1 || n.Frequencies < 0 {
		return fmt.Errorf("learn: a network of dimension %d with %d frequencies", n.Dim, n.Frequencies)
	}
	for l, w := range n.Widths {
		if w < 1 || n.Activation == nil {
			return fmt.Errorf("learn: hidden layer %d has the width %d and the activation %v",
				l, w, n.Activation)
		}
	}
	return nil
}

// Inputs is the number of inputs: d + 1 + 2K.
func (n Network) Inputs() int { return n.Dim + 1 + 2*n.Frequencies }

// layer says where the weights of a layer are in the flat slice: W in [w, b), b in [b, end).
type layer struct{ in, out, w, b, end int }

func (n Network) layers() []layer {
	layers := make([]layer, 0, len(n.Widths)+1)
	in, at := n.Inputs(), 0
	for l := range len(n.Widths) + 1 {
		out := n.Dim
		if l < len(n.Widths) {
			out = n.Widths[l]
		}
		layers = append(layers, layer{in, out, at, at + in*out, at + in*out + out})
		in, at = out, at+in*out+out
	}
	return layers
}

// Size is the number of weights.
func (n Network) Size() int {
	layers := n.layers()
	return layers[len(layers)-1].end
}

// Init draws weights: W is normal with mean 0 and variance gain/inputs, b is 0. The gain is the activation's
// (1 for SELU, LeCun's rule; 2 for the others, He's rule), and 1 in the last layer.
func (n Network) Init(r *random.Source) []float32 {
	weights := make([]float32, n.Size())
	for l, y := range n.layers() {
		gain := 1.0
		if l < len(n.Widths) {
			gain = n.Activation.Gain()
		}
		sd := math.Sqrt(gain / float64(y.in))
		for i := y.w; i < y.b; i++ {
			weights[i] = float32(sd * r.Normal())
		}
	}
	return weights
}

// features puts the inputs at (t,x) into dst.
func (n Network) features(dst, x []float64, t float64) {
	copy(dst, x)
	dst[n.Dim] = t
	for k := range n.Frequencies {
		dst[n.Dim+1+2*k], dst[n.Dim+2+2*k] = math.Sincos(2 * math.Pi * float64(k+1) * t)
	}
}

// drift puts the derivatives of the inputs after x with respect to t into dst.
func (n Network) drift(dst []float64, t float64) {
	dst[n.Dim] = 1
	for k := range n.Frequencies {
		w := 2 * math.Pi * float64(k+1)
		sin, cos := math.Sincos(w * t)
		dst[n.Dim+1+2*k], dst[n.Dim+2+2*k] = w*cos, -w*sin
	}
}

// describe identifies the network in a digest.
func (n Network) describe() string {
	name := "none"
	if n.Activation != nil {
		name = fmt.Sprintf("%T%+v", n.Activation, n.Activation)
	}
	return fmt.Sprintf("network d=%d widths=%v activation=%s frequencies=%d",
		n.Dim, n.Widths, name, n.Frequencies)
}
