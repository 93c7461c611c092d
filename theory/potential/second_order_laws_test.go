package potential

import (
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

// mapHasSecondOrder: at Gaussian x0 the assumptions hold, unless the target is not a manifold (A1), and
// DT = V H⁻¹ Vᵀ.
func mapHasSecondOrder(phi Potential, r *random.Source) error {
	second, ok := phi.(SecondOrder)
	target, d := targetOf(phi), phi.Dim()
	if !ok || target == nil {
		return nil
	}
	for range 3 {
		x0, x1 := r.Normals(make([]float64, d)), make([]float64, d)
		target.Map(x1, x0)
		tangent, hess, err := second.SecondOrder(x1, x0)
		if broken := (*AssumptionError)(nil); errors.As(err, &broken) && broken.Assumption == "A1" {
			continue
		}
		if err != nil {
			return fmt.Errorf("x0 = %v, x1 = %v: %w", x0, x1, err)
		}
		want, err := onTangent(d, tangent, hess, func(h float64) float64 { return 1 / h })
		if err != nil {
			return err
		}
		got := jacobian(func(dst, x []float64) { target.Map(dst, x) }, x0)
		if err := agree(got, want); err != nil {
			return fmt.Errorf("x0 = %v: DT %w", x0, err)
		}
	}
	return nil
}

// proxHasSecondOrder: off the path too D prox_λφ(z) = V (I+λH)⁻¹ Vᵀ, where the assumptions hold.
func proxHasSecondOrder(phi Potential, r *random.Source) error {
	second, ok := phi.(SecondOrder)
	if !ok {
		return nil
	}
	for range 4 {
		q := newProbe(phi, r)
		tangent, hess, err := second.SecondOrder(q.p, q.v)
		if broken := (*AssumptionError)(nil); errors.As(err, &broken) {
			continue
		}
		if err != nil {
			return err
		}
		want, err := onTangent(len(q.z), tangent, hess, func(h float64) float64 { return 1 / (1 + q.lambda*h) })
		if err != nil {
			return err
		}
		got := jacobian(func(dst, z []float64) { phi.Prox(dst, z, q.lambda) }, q.z)
		if err := agree(got, want); err != nil {
			return fmt.Errorf("z = %v, λ = %v, p = %v: D prox %w", q.z, q.lambda, q.p, err)
		}
	}
	return nil
}

// onTangent returns V f(H) Vᵀ, after a check that V is an orthonormal basis and that H fits it.
func onTangent(d int, tangent *mat.Dense, hess *mat.SymDense, f func(h float64) float64) (*mat.Dense, error) {
	m := mat.NewDense(d, d, nil)
	if tangent == nil && hess == nil {
		return m, nil
	}
	rows, cols := dims(tangent)
	if rows != d || cols > d || hess == nil || hess.SymmetricDim() != cols {
		return nil, fmt.Errorf("a tangent basis %d×%d and H %v in dimension %d", rows, cols, hess, d)
	}
	var gram, vectors, axes, scaled mat.Dense
	gram.Mul(tangent.T(), tangent)
	if !mat.EqualApprox(&gram, identity(cols), 1e-12) {
		return nil, fmt.Errorf("the tangent basis is not orthonormal: VᵀV = %v", mat.Formatted(&gram))
	}
	var e mat.EigenSym
	if !e.Factorize(hess, true) {
		return nil, errors.New("H has no eigenvalues")
	}
	e.VectorsTo(&vectors)
	axes.Mul(tangent, &vectors)
	scaled.Apply(func(_, j int, v float64) float64 { return v * f(e.Values(nil)[j]) }, &axes)
	m.Mul(&scaled, axes.T())
	return m, nil
}

// jacobian by central differences.
func jacobian(f func(dst, x []float64), x []float64) *mat.Dense {
	const h = 1e-5
	d := len(x)
	m, up, down, at := mat.NewDense(d, d, nil), make([]float64, d), make([]float64, d), slices.Clone(x)
	for j := range d {
		at[j] = x[j] + h
		f(up, at)
		at[j] = x[j] - h
		f(down, at)
		at[j] = x[j]
		for i := range d {
			m.Set(i, j, (up[i]-down[i])/(2*h))
		}
	}
	return m
}

func agree(got, want *mat.Dense) error {
	var diff mat.Dense
	diff.Sub(got, want)
	if e := mat.Norm(&diff, 2); !(e <= 1e-6*max(1, mat.Norm(want, 2))) {
		return fmt.Errorf("is off by %.2g:\n%.6v\nwant\n%.6v", e, mat.Formatted(got), mat.Formatted(want))
	}
	return nil
}
