package learned

import (
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/learn"
	"proxflow/theory/schedule"
)

// What a network predicts.
const (
	velocity = "velocity" // v_θ itself
	data     = "data"     // x̂_t(x) = E[X1 | X_t = x]
)

// field is a learned vector field v_θ(t,x).
type field interface {
	At(dst, x []float64, t float64)
	Jacobian(x []float64, t float64) *mat.Dense // ∇_x v_θ
	// bulk returns At for n points at once, in float32: faster, with errors of about 1e-6.
	bulk(n int) func(dst, x []float64, t float64)
}

// network is a trained network. As a field, its velocity is the network's output.
type network struct {
	*learn.Field
	weights []float32
}

func newNetwork(net learn.Network, weights []float32) *network {
	return &network{learn.NewField(net, weights), weights}
}

func (f *network) bulk(n int) func(dst, x []float64, t float64) {
	return learn.NewEvaluator(f.Network, f.weights, n).At
}

// denoiser is a network that predicts x̂. As a field, its velocity is v = (α̇/α) x + (β̇ - α̇β/α) x̂.
type denoiser struct {
	data     *network
	schedule schedule.Schedule
}

func (f *denoiser) At(dst, x []float64, t float64) {
	f.data.At(dst, x, t)
	toVelocity(dst, x, dst, f.schedule.At(t))
}

// toVelocity puts the velocity of the paths through x into dst. Their expected end E[X1 | X_t = x] is given
// and may be dst.
func toVelocity(dst, x, end []float64, s schedule.Point) {
	for i, y := range end {
		dst[i] = s.DA*((x[i]-s.B*y)/s.A) + s.DB*y
	}
}

func (f *denoiser) Jacobian(x []float64, t float64) *mat.Dense {
	s, jac := f.schedule.At(t), f.data.Jacobian(x, t)
	jac.Scale(s.DB-s.DA*s.B/s.A, jac)
	for i := range x {
		jac.Set(i, i, jac.At(i, i)+s.DA/s.A)
	}
	return jac
}

func (f *denoiser) bulk(n int) func(dst, x []float64, t float64) {
	at, end := f.data.bulk(n), make([]float64, n*f.data.Network.Dim)
	return func(dst, x []float64, t float64) {
		at(end, x, t)
		toVelocity(dst, x, end, f.schedule.At(t))
	}
}
