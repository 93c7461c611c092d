package spectrum

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestAngleOfPlanesTurnedByAKnownAngle(t *testing.T) {
	for _, theta := range []float64{0, 1e-12, 1e-3, 1, math.Pi / 2} {
		sin, cos := math.Sincos(theta)
		a := mat.NewDense(3, 2, []float64{1, 0, 0, 1, 0, 0})
		b := mat.NewDense(3, 2, []float64{1, 0, 0, cos, 0, sin})
		if got := Angle(a, b); math.Abs(got-theta) > 1e-15+1e-8*theta*theta {
			t.Errorf("got %g, want %g", got, theta)
		}
	}
}

// A basis without columns is a nil *mat.Dense, which no longer compares equal to nil inside a mat.Matrix.
func TestTheAngleToNoSubspaceIsZero(t *testing.T) {
	var none *mat.Dense
	plane := Complement(mat.NewDense(3, 1, []float64{1, 0, 0}), 3)
	for _, pair := range [][2]mat.Matrix{{none, plane}, {plane, none}, {none, none}, {nil, plane},
		{plane, nil}} {
		if got := Angle(pair[0], pair[1]); got != 0 {
			t.Errorf("the angle is %g", got)
		}
	}
}

func TestEigenOfARotatedDiagonal(t *testing.T) {
	sin, cos := math.Sincos(0.4)
	q := mat.NewDense(2, 2, []float64{cos, -sin, sin, cos})
	var a mat.Dense
	a.Product(q, mat.NewDiagDense(2, []float64{-1, 3}), q.T())
	values, vectors, err := Eigen(&a)
	if err != nil || math.Abs(values[0]+1) > 1e-14 || math.Abs(values[1]-3) > 1e-14 {
		t.Fatalf("got %v, %v", values, err)
	}
	if got := Angle(vectors.Slice(0, 2, 0, 1), q.Slice(0, 2, 0, 1)); got > 1e-14 {
		t.Errorf("the eigenvector is off by %g", got)
	}
}

func TestComplementIsOrthonormalToTheBasis(t *testing.T) {
	basis := mat.NewDense(4, 1, []float64{0.5, 0.5, 0.5, 0.5})
	c := Complement(basis, 4)
	var inner, gram mat.Dense
	inner.Mul(basis.T(), c)
	gram.Mul(c.T(), c)
	if r, k := c.Dims(); r != 4 || k != 3 || Norm(&inner) > 1e-15 || math.Abs(Norm(&gram)-math.Sqrt(3)) > 1e-14 {
		t.Errorf("got %d×%d, %g, %g", r, k, Norm(&inner), Norm(&gram))
	}
	if full := Complement(nil, 3); Norm(full) != math.Sqrt(3) {
		t.Error("the complement of nothing is not everything")
	}
	if Complement(full(3), 3) != nil {
		t.Error("the complement of everything is not nothing")
	}
}

func full(d int) *mat.Dense { return Complement(nil, d) }
