package manifold

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/random"
)

func TestTangentsAndConormalsSpanTheNormalCone(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		for _, x := range points(m, rng, 200) {
			y := project(m, x)
			nu, tol := sub(x, y), 16*eps*(floats.Norm(x, 2)+size(m))
			tangent, conormals := m.Tangent(y), m.Conormals(y)
			if tangent != nil {
				tol *= 1 + mat.Norm(m.SecondForm(y, nu), 2) // y is rounded, and the tangent turns with it
				_, k := tangent.Dims()
				var gram mat.Dense
				gram.Mul(tangent.T(), tangent)
				for i := range k {
					gram.Set(i, i, gram.At(i, i)-1)
					if a := dot(mat.Col(nil, i, tangent), nu); math.Abs(a) > tol {
						t.Fatalf("x - P(x) has the tangential part %.2g at %v", a, x)
					}
				}
				if mat.Norm(&gram, 2) > 16*eps {
					t.Fatalf("the tangent basis at %v is not orthonormal", y)
				}
			}
			if conormals != nil {
				_, k := conormals.Dims()
				for i := range k {
					n := mat.Col(nil, i, conormals)
					if math.Abs(floats.Norm(n, 2)-1) > 16*eps || dot(n, nu) < -tol {
						t.Fatalf("conormal %v at %v with x = %v", n, y, x)
					}
					if tangent != nil {
						var along mat.VecDense
						along.MulVec(tangent.T(), mat.NewVecDense(len(n), n))
						if mat.Norm(&along, 2) > 16*eps {
							t.Fatalf("the conormal %v at %v has a tangential part", n, y)
						}
					}
					inward, back := make([]float64, len(y)), 1e-4*size(m)
					floats.AddScaledTo(inward, y, -back, n)
					if d := floats.Distance(project(m, inward), inward, 2); d > back*back*100/size(m) {
						t.Fatalf("M does not go on against the conormal %v at %v: %v", n, y, d)
					}
				}
			}
		}
	})
}

// The derivative of P by central differences against T (I - II_ν)⁻¹ Tᵀ: it checks the tangent space, the
// second fundamental form and its sign, and the dimension of the stratum.
func TestDerivativeOfTheProjectionIsThatOfTheSecondForm(t *testing.T) {
	everyManifold(t, func(t *testing.T, m Manifold, rng *random.Source) {
		d, checked := m.Dim(), map[int]int{}
		for _, x := range points(m, rng, 400) {
			y := project(m, x)
			nu, reach := sub(x, y), size(m)
			clear, amplified := m.Gap(x) > 1e-2*reach, sensitivity(m, x, y)
			if c := m.Conormals(y); c != nil {
				_, k := c.Dims()
				for i := range k {
					clear = clear && dot(mat.Col(nil, i, c), nu) > 1e-2*reach
				}
			}
			if !clear || amplified > 4 || floats.Norm(x, 2) > 10*reach {
				continue
			}
			want, k := mat.NewDense(d, d, nil), 0
			if tangent := m.Tangent(y); tangent != nil {
				_, k = tangent.Dims()
				h := mat.NewDense(k, k, nil)
				h.Scale(-1, m.SecondForm(y, nu))
				for i := range k {
					h.Set(i, i, 1+h.At(i, i))
				}
				var solved mat.Dense
				if err := solved.Solve(h, tangent.T()); err != nil {
					t.Fatal(err)
				}
				want.Mul(tangent, &solved)
			}
			checked[k]++
			const step = 1e-5
			for j := range d {
				up, down := append([]float64(nil), x...), append([]float64(nil), x...)
				up[j] += step * reach
				down[j] -= step * reach
				col := sub(project(m, up), project(m, down))
				floats.Scale(1/(up[j]-down[j]), col)
				for i := range d {
					if e := math.Abs(col[i] - want.At(i, j)); !(e < 1e-7) {
						t.Fatalf("∂P_%d/∂x_%d = %v, want %v at %v (y = %v)", i, j, col[i], want.At(i, j), x, y)
					}
				}
			}
		}
		for k, n := range checked {
			if n < 3 {
				t.Logf("only %d points on strata of dimension %d", n, k)
			}
		}
		if len(checked) == 0 {
			t.Error("no point was checked")
		}
	})
}
