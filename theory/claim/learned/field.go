package learned

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
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

// altered is a field that is perturbed after the training. apply changes dst, which is the field at x, or its
// derivative in the direction x.
type altered struct {
	field
	apply func(dst, x []float64)
}

// perturbed is the field under a perturbation: times 1+ε, or with coordinates turned. It is f itself if the
// perturbation does not concern fields.
func perturbed(f field, by claim.Perturbation) field {
	speed, turn := coupling.Speed.Of(by), coupling.Turn.Of(by)
	if speed == 0 && turn == 0 {
		return f
	}
	return altered{f, func(v, _ []float64) {
		floats.Scale(1+speed, v)
		coupling.Rotate(v, turn)
	}}
}

func (f altered) At(dst, x []float64, t float64) {
	f.field.At(dst, x, t)
	f.apply(dst, x)
}

func (f altered) Jacobian(x []float64, t float64) *mat.Dense {
	jac, unit := f.field.Jacobian(x, t), make([]float64, len(x))
	for k := range x {
		column := mat.Col(nil, k, jac)
		unit[k] = 1
		f.apply(column, unit)
		unit[k] = 0
		jac.SetCol(k, column)
	}
	return jac
}

func (f altered) bulk(n int) func(dst, x []float64, t float64) {
	at := f.field.bulk(n)
	return func(dst, x []float64, t float64) {
		x = slices.Clone(x) // dst may be x
		at(dst, x, t)
		for d := len(x) / n; len(dst) > 0; dst, x = dst[d:], x[d:] {
			f.apply(dst[:d], x[:d])
		}
	}
}

// endpoint is the field x̂ of a network.
type endpoint struct{ field }

// perturbed makes x̂ what the perturbed velocity x̂ - x leads to.
func (c *Images) perturbed(f field) *endpoint {
	gain, speed, turn := coupling.Gain.Of(c.Perturb), coupling.Speed.Of(c.Perturb), coupling.Turn.Of(c.Perturb)
	if gain == 0 && speed == 0 && turn == 0 {
		return &endpoint{f}
	}
	return &endpoint{altered{f, func(dst, x []float64) {
		for i := range dst {
			dst[i] = (1 + speed) * ((1-gain)*dst[i] - x[i])
		}
		coupling.Rotate(dst, turn)
		floats.Add(dst, x)
	}}}
}
