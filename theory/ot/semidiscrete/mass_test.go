package semidiscrete

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"proxflow/theory/normal"
	"proxflow/theory/random"
)

// massByLines returns the mass of a polygon by slices: ∫ ϕ(x) (Φ(top) - Φ(bottom)) dx, by Gauss's rule
// between the corners.
func massByLines(p [][2]float64) (sum float64) {
	var cuts []float64
	for _, c := range p {
		cuts = append(cuts, c[0])
	}
	slices.Sort(cuts)
	slice := func(x float64) float64 {
		low, high := math.Inf(1), math.Inf(-1)
		for i, a := range p {
			b := p[(i+1)%len(p)]
			if min(a[0], b[0]) <= x && x <= max(a[0], b[0]) && a[0] != b[0] {
				y := a[1] + (b[1]-a[1])*((x-a[0])/(b[0]-a[0]))
				low, high = min(low, y), max(high, y)
			}
		}
		if low > 0 {
			low, high = -high, -low
		}
		return normal.PDF(x) * max(0, normal.CDF(high)-normal.CDF(low))
	}
	for i := 1; i < len(cuts); i++ {
		n := math.Ceil(20 * (cuts[i] - cuts[i-1]))
		for h, k := (cuts[i]-cuts[i-1])/n, 0.; k < n; k++ {
			sum += quad.Fixed(slice, cuts[i-1]+k*h, cuts[i-1]+(k+1)*h, 12, quad.Legendre{}, 0)
		}
	}
	return sum
}

func polygon(points ...[2]float64) (p []corner) {
	for _, x := range points {
		p = append(p, corner{x: x})
	}
	return p
}

// rectangle returns [x0,x1]×[y0,y1].
func rectangle(x0, y0, x1, y1 float64) []corner {
	return polygon([2]float64{x0, y0}, [2]float64{x1, y0}, [2]float64{x1, y1}, [2]float64{x0, y1})
}

func TestMassesOfHalfPlanesQuadrantsAndSectors(t *testing.T) {
	const far = 9.
	upper := normal.CDF(-1.3)
	sector := func(from, to float64) []corner { // with the apex at the origin, with no mass beyond its end
		at := func(a float64) [2]float64 { return [2]float64{12 * math.Cos(a), 12 * math.Sin(a)} }
		return polygon([2]float64{}, at(from), at((from+to)/2), at(to))
	}
	for _, c := range []struct {
		name string
		p    []corner
		want float64
	}{
		{"plane", rectangle(-far, -far, far, far), 1},
		{"half plane", rectangle(1.3, -far, far, far), upper},
		{"quadrant", rectangle(1.3, 1.3, far, far), upper * upper},
		{"quadrant at 0", rectangle(0, 0, far, far), 0.25},
		{"slab", rectangle(-far, -2, far, -1.9), normal.CDF(-1.9) - normal.CDF(-2)},
		{"sector", sector(0.3, 0.8), 0.5 / (2 * math.Pi)},
		{"wide sector", sector(-1, 2), 3 / (2 * math.Pi)},
		{"thin sector", sector(1, 1+1e-3), 1e-3 / (2 * math.Pi)},
		{"segment", polygon([2]float64{1, 1}, [2]float64{2, 2}), 0},
	} {
		if got := polygonMass(c.p); !(math.Abs(got-c.want) <= 2e-16+4e-16*c.want) {
			t.Errorf("%s: mass %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMassesAgreeWithSlices(t *testing.T) {
	r := random.New("polygons")
	for range 60 {
		// the hull of points on an ellipse anywhere
		n, size := 3+r.Index(6), math.Exp(6*r.Uniform()-4)
		x, y, thin := 3*r.Normal(), 3*r.Normal(), 0.05+r.Uniform()
		angles := make([]float64, n)
		for i := range angles {
			angles[i] = 2 * math.Pi * r.Uniform()
		}
		slices.Sort(angles)
		var points [][2]float64
		for _, a := range angles {
			u, v := size*math.Cos(a), thin*size*math.Sin(a)
			points = append(points, [2]float64{x + 0.8*u - 0.6*v, y + 0.6*u + 0.8*v})
		}
		got, want := polygonMass(polygon(points...)), massByLines(points)
		if !(math.Abs(got-want) <= 1e-15+1e-13*want) {
			t.Errorf("%v: mass %v, by slices %v", points, got, want)
		}
	}
}

// A small cell far out keeps its digits: over it the density is constant to about 10⁻⁶.
func TestSmallMassesFarOutKeepTheirDigits(t *testing.T) {
	for _, r := range []float64{0, 1, 5, 8} {
		const h = 1e-6
		diamond := polygon([2]float64{r, -h}, [2]float64{r + h, 0}, [2]float64{r, h}, [2]float64{r - h, 0})
		got := polygonMass(diamond)
		if want := 2 * h * h * normal.PDF(r) * normal.PDF(0); !(math.Abs(got/want-1) <= 1e-9) {
			t.Errorf("at distance %v: mass %v, want %v", r, got, want)
		}
	}
}

func TestDensityOverASideIsItsIntegral(t *testing.T) {
	r := random.New("sides")
	for range 30 {
		a, b := [2]float64{2 * r.Normal(), 2 * r.Normal()}, [2]float64{2 * r.Normal(), 2 * r.Normal()}
		along := func(s float64) float64 {
			return normal.PDF(a[0]+s*(b[0]-a[0])) * normal.PDF(a[1]+s*(b[1]-a[1]))
		}
		want := math.Hypot(b[0]-a[0], b[1]-a[1]) * quad.Fixed(along, 0, 1, 80, quad.Legendre{}, 0)
		if got := sideOf(a, b).density(); !(math.Abs(got-want) <= 1e-15) {
			t.Errorf("from %v to %v: %v, want %v", a, b, got, want)
		}
	}
}
