package potential

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
)

// Grassmannian is the indicator of the Fantope {0 ⪯ Y ⪯ I, tr Y = k} of symmetric n×n matrices in isometric
// coordinates; its prox projects the eigenvalues on the capped simplex {0 ≤ w ≤ 1, Σ w = k}. Brenier map:
// the projector on the eigenspace of the k largest eigenvalues, φ*(X) = their sum: the target is the Haar
// law on the Grassmannian of k-planes, as projectors.
// H has the eigenvalues λ_i - λ_j of v, i ≤ k < j.
// [Overton and Womersley, On the sum of the largest eigenvalues of a symmetric matrix, 1992,
// doi:10.1137/0613006]
type Grassmannian struct {
	K int `doc:"dimension k < n of the planes" min:"1" max:"89"`
	N int `doc:"order n of the matrices" min:"2" max:"90"`
}

var _ = Catalog.Add("grassmannian",
	"indicator of the Fantope; target: Haar law on the k-planes of n-space, as projectors",
	func() Potential { return &Grassmannian{K: 2, N: 4} })

var (
	_ Target      = (*Grassmannian)(nil)
	_ SecondOrder = (*Grassmannian)(nil)
)

func (g *Grassmannian) Init() error {
	if g.K >= g.N {
		return catalog.Bad("k", "must be < n = %d, not %d", g.N, g.K)
	}
	return nil
}

func (g *Grassmannian) Dim() int { return g.N * (g.N + 1) / 2 }

func (g *Grassmannian) Value(y []float64) float64 {
	_, w, ok := jacobiEigen(y, g.N)
	slack := rounding * float64(g.N)
	return indicator(ok && w[0] >= -slack && w[g.N-1] <= 1+slack &&
		math.Abs(floats.Sum(w)-float64(g.K)) <= slack)
}

func (g *Grassmannian) Prox(dst, z []float64, _ float64) float64 {
	return onEigenvalues(dst, z, g.N, func(w []float64) float64 {
		cappedSimplex(w, g.K)
		return 0
	})
}

// cappedSimplex projects the ascending w on {0 ≤ w ≤ 1, Σ w = k}: w becomes clip(w-θ, 0, 1), where Σ clip
// is piecewise linear and falls in θ, with breakpoints w_i and w_i - 1. All w are taken from the k-th
// largest one, since then the entries that are not clipped, within 1 of θ, are exact differences and the
// sum is k to rounding.
func cappedSimplex(w []float64, k int) {
	floats.AddConst(-w[len(w)-k], w)
	sum := func(theta float64) (s float64) {
		for _, x := range w {
			s += min(max(x-theta, 0), 1)
		}
		return s
	}
	breaks := slices.Concat(w, w)
	floats.AddConst(-1, breaks[len(w):])
	slices.Sort(breaks)
	// The last breakpoint with a sum ≥ k; the sum is n > k at the first one and 0 at the last one.
	low, high := 0, len(breaks)-1
	for high-low > 1 {
		if mid := (low + high) / 2; sum(breaks[mid]) >= float64(k) {
			low = mid
		} else {
			high = mid
		}
	}
	a, b := breaks[low], breaks[high]
	theta := a
	if sa, sb := sum(a), sum(b); sa > sb {
		theta = a + (b-a)*min((sa-float64(k))/(sa-sb), 1)
	}
	for i, x := range w {
		w[i] = min(max(x-theta, 0), 1)
	}
}

func (g *Grassmannian) Map(dst, x []float64) float64 {
	return onEigenvalues(dst, x, g.N, func(w []float64) float64 {
		rest, top := w[:g.N-g.K], w[g.N-g.K:]
		sum := floats.Sum(top)
		clear(rest)
		for i := range top {
			top[i] = 1
		}
		return sum
	})
}

func (g *Grassmannian) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return spectrum{traceless: true, classify: fantopePieces}.eigenSecondOrder(y, v, g.N)
}

// fantopePieces: at 1 (piece 1), between (piece 0) or at 0 (piece -1); v has to decrease strictly from each
// to the next.
func fantopePieces(points []spectralPoint) error {
	scale := 0.0
	least, most := [3]float64{}, [3]float64{}
	for p := range 3 {
		least[p], most[p] = math.Inf(1), math.Inf(-1)
	}
	for i := range points {
		a := &points[i]
		switch {
		case a.y > 1-tie:
			a.piece = 1
		case a.y < tie:
			a.piece = -1
		}
		scale = max(scale, math.Abs(a.v))
		least[a.piece+1], most[a.piece+1] = min(least[a.piece+1], a.v), max(most[a.piece+1], a.v)
	}
	gap := min(least[2]-max(most[1], most[0]), least[1]-most[0])
	if gap <= tie*scale {
		return &AssumptionError{"A3", "v has no gap below its k largest eigenvalues"}
	}
	return nil
}
