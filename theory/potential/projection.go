package potential

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"proxflow/theory/manifold"
)

// Projection is φ = (½|·|² + ι_M)**, the convex envelope of ½|y|² on a compact set M. Its Brenier map is
// the nearest-point projection, T(x) = P(x) with φ*(x) = ½|x|² - ½dist²(x,M), which is convex for any
// closed M: so P is the optimal map onto its own push-forward. On the path prox_λφ(z) = P(z/(1+λ)); where
// this point is not nearest to w = (z-x)/λ as well, z is off the path and the prox lies in conv M.
// H = I - II_ν on the tangent space, ν = v - y: DT = (I - II_ν)⁻¹ Pᵀ.
type Projection struct {
	Manifold manifold.Manifold `doc:"the set M"`
}

var _ = Catalog.Add("projection",
	"convex envelope of ½|y|² on a manifold; target: the nearest point of the manifold",
	func() Potential { return &Projection{&manifold.Torus{Major: 2, Minor: 0.5}} })

// onto is a Projection that has the parameters of its manifold as its own.
type onto struct{ manifold.Manifold }

// Every manifold gives its name to the projection onto it.
var _ = func() struct{} {
	for _, name := range manifold.Catalog.Names() {
		Catalog.Add(name, "nearest-point projection onto: "+manifold.Catalog.Doc(name), func() Potential {
			m, err := manifold.Catalog.New(name)
			if err != nil {
				panic("potential: a manifold rejects its own defaults: " + err.Error())
			}
			return &onto{m}
		})
	}
	return struct{}{}
}()

var (
	_ Target      = (*Projection)(nil)
	_ SecondOrder = (*Projection)(nil)
	_ Target      = (*onto)(nil)
	_ SecondOrder = (*onto)(nil)
)

func (o *onto) projection() *Projection { return &Projection{o.Manifold} }

// Init checks the manifold's parameters.
func (o *onto) Init() error {
	if m, ok := o.Manifold.(interface{ Init() error }); ok {
		return m.Init()
	}
	return nil
}
func (o *onto) Value(y []float64) float64 { return o.projection().Value(y) }
func (o *onto) Prox(dst, z []float64, lambda float64) float64 {
	return o.projection().Prox(dst, z, lambda)
}
func (o *onto) Map(dst, x []float64) float64 { return o.projection().Map(dst, x) }
func (o *onto) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	return o.projection().SecondOrder(y, v)
}

func (p *Projection) Dim() int { return p.Manifold.Dim() }

func (p *Projection) Map(dst, x []float64) float64 {
	p.Manifold.Project(dst, x)
	value := 0.0 // ½|x|² - ½|x-y|² without the cancellation
	for i, y := range dst {
		value += y * (x[i] - y/2)
	}
	return value
}

func (p *Projection) Value(y []float64) float64 {
	q := make([]float64, len(y))
	if p.Manifold.Project(q, y) <= rounding*(1+floats.Norm(y, 2)) {
		return floats.Dot(y, y) / 2
	}
	return p.hull().value(y)
}

func (p *Projection) Prox(dst, z []float64, lambda float64) float64 {
	w := borrow(len(z))
	rival := borrow(len(z))
	defer giveBack(w)
	defer giveBack(rival)
	floats.ScaleTo(*w, 1/(1+lambda), z)
	p.Manifold.Project(dst, *w)
	for i := range *w {
		(*w)[i] = (z[i] - dst[i]) / lambda
	}
	p.Manifold.Project(*rival, *w)
	// The rival would be better by this gain, and the prox would move towards it by λ times the gain over
	// the distance, if it lay between the two. Rounding moves it by 2⁻⁵³|z|, and the gain by 2⁻⁵³|y|(|w| +
	// |y|).
	gain, apart := 0.0, 0.0
	for i, y := range dst {
		step := (*rival)[i] - y
		gain += ((*w)[i] - y - step/2) * step
		apart += step * step
	}
	reach, force := floats.Norm(dst, 2), floats.Norm(*w, 2)
	if gain <= 8*epsilon*(math.Sqrt(apart)*(floats.Norm(z, 2)+reach)/lambda+reach*(force+reach)) {
		return floats.Dot(dst, dst) / 2
	}
	return p.offPath(dst, z, lambda)
}

// leastLambda is the least λ that the solver off the path accepts. A smaller λ and the curvature are too
// far apart in size for one linear system.
const leastLambda = 0x1p-44

// offPath is Prox off the path. For a λ below the least, μ, the prox for μ is the first step of the
// proximal point method on the dual, w ← argmin Θ(w') + (μ-λ)|w'-w|²/2. One more step corrects it: the
// result differs from the prox for λ by less than μ times the change of w. (Rockafellar 1976,
// doi:10.1137/0314056)
func (p *Projection) offPath(dst, z []float64, lambda float64) float64 {
	if lambda >= leastLambda {
		return p.hull().prox(dst, z, lambda)
	}
	if math.IsNaN(p.hull().prox(dst, z, leastLambda)) {
		return nan(dst)
	}
	farther := make([]float64, len(z)) // z + (μ-λ)w, w = (z-x)/μ
	for i, x := range dst {
		farther[i] = z[i] + (1-lambda/leastLambda)*(z[i]-x)
	}
	return p.hull().prox(dst, farther, leastLambda)
}

func (p *Projection) SecondOrder(y, v []float64) (*mat.Dense, *mat.SymDense, error) {
	d := len(y)
	nu := floats.SubTo(make([]float64, d), v, y)
	size := floats.Norm(v, 2) + floats.Norm(y, 2)
	if q := make([]float64, d); p.Manifold.Project(q, y) > tie*size {
		return nil, nil, &AssumptionError{"A1",
			"y lies off the manifold, where φ is the envelope of several of its points"}
	}
	if p.Manifold.Gap(v) <= tie*size {
		return nil, nil, &AssumptionError{"A3", "v lies on the medial axis: its nearest point is not unique"}
	}
	if conormals := p.Manifold.Conormals(y); conormals != nil {
		_, k := conormals.Dims()
		for j := range k {
			if mat.Dot(conormals.ColView(j), mat.NewVecDense(d, nu)) <= tie*size {
				return nil, nil, &AssumptionError{"A3",
					"v - y lies on the relative boundary of the normal cone at an edge"}
			}
		}
	}
	tangent, hess := p.Manifold.Tangent(y), p.Manifold.SecondForm(y, nu)
	if tangent == nil {
		return nil, nil, nil
	}
	hess.ScaleSym(-1, hess)
	for i := range hess.SymmetricDim() {
		hess.SetSym(i, i, 1+hess.At(i, i))
	}
	var e mat.EigenSym
	if !e.Factorize(hess, false) || e.Values(nil)[0] <= tie {
		return nil, nil, &AssumptionError{"A3", "v is a focal point of the manifold at y"}
	}
	return tangent, hess, nil
}

// hull is the convex solver for points off the path.
func (p *Projection) hull() *hull {
	return &hull{
		best: func(y, w []float64) float64 {
			p.Manifold.Project(y, w)
			return floats.Dot(y, y) / 2
		},
		ceiling: p.ceiling,
		settle:  p.settle,
	}
}

// ceiling bounds ½|y|² on M by its value at a corner of the bounding box, which it finds from far away.
func (p *Projection) ceiling() float64 {
	far, y := make([]float64, p.Dim()), make([]float64, p.Dim())
	bound := 0.0
	for i := range far {
		extent := 0.0
		for _, far[i] = range []float64{-1e8, 1e8} {
			p.Manifold.Project(y, far)
			extent = max(extent, math.Abs(y[i]))
		}
		far[i] = 0
		bound += extent * extent
	}
	return bound // twice as large as needed
}

// settle moves y on M to the point near y that is locally nearest to w, by Newton's method.
func (p *Projection) settle(y, w []float64, trust, size float64) (cost float64, at piece) {
	next := make([]float64, len(y))
	for range 6 {
		trial, local, leaves := p.newton(y, w, trust)
		at = local
		p.Manifold.Project(next, trial)
		moved, gain := floats.Distance(next, y, 2), 0.0 // gain is (|w-y|² - |w-next|²)/2
		for i := range y {
			gain += (w[i] - (y[i]+next[i])/2) * (next[i] - y[i])
		}
		if moved > 1e-6*size && gain < 0 {
			break
		}
		copy(y, next)
		if moved < 1e-8*size && !leaves { // the next move would be its square
			break
		}
	}
	return floats.Dot(y, y) / 2, at
}

// newton returns the next iterate of settle, next to M, and the columns f with DP(w) ≈ Σ f fᵀ. It does not
// move in directions in which the nearest point would change too fast for a linear model within the
// distance trust from w: there w is almost a focal point, or is one, where a whole circle is nearest. Where
// w pulls y off an edge, y leaves it.
func (p *Projection) newton(y, w []float64, trust float64) (next []float64, at piece, leaves bool) {
	d := len(y)
	nu := floats.SubTo(make([]float64, d), w, y)
	next = slices.Clone(y)
	if conormals := p.Manifold.Conormals(y); conormals != nil {
		_, k := conormals.Dims()
		for j := range k {
			n := mat.Col(nil, j, conormals)
			if pull := floats.Dot(n, nu); pull < 0 {
				floats.AddScaled(next, pull, n)
				leaves = true
			} else {
				at.walls = append(at.walls, wall{n, pull})
			}
		}
	}
	tangent := p.Manifold.Tangent(y)
	if tangent == nil {
		return next, at, leaves
	}
	var e mat.EigenSym
	e.Factorize(p.Manifold.SecondForm(y, nu), true)
	var vectors, axes mat.Dense
	e.VectorsTo(&vectors)
	axes.Mul(tangent, &vectors)
	for k, bend := range e.Values(nil) {
		if (1-bend)*floats.Norm(nu, 2) <= 4*bend*trust {
			continue
		}
		f := mat.Col(nil, k, &axes)
		floats.AddScaled(next, floats.Dot(f, nu)/(1-bend), f)
		floats.Scale(1/math.Sqrt(1-bend), f)
		at.curvature = append(at.curvature, f)
	}
	return next, at, leaves
}

// scratch lends points to methods that are called too often to allocate.
var scratch = sync.Pool{New: func() any { return new([]float64) }}

func borrow(n int) *[]float64 {
	s := scratch.Get().(*[]float64)
	if cap(*s) < n {
		*s = make([]float64, n)
	}
	*s = (*s)[:n]
	return s
}

func giveBack(s *[]float64) { scratch.Put(s) }
