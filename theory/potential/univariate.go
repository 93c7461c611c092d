package potential

import "math"

// A law on the line with distribution function F is the image of N(0,1) under T = F⁻¹∘Φ, so φ' = Φ⁻¹∘F.
// Where F has an atom, ∂φ is an interval; where F is constant, between the parts of a law, φ is affine and
// T jumps. [Santambrogio, Optimal Transport for Applied Mathematicians, 2015, section 2.1,
// doi:10.1007/978-3-319-20828-2]

// monotoneRoot returns the root y of y + λ slope(y) ∋ z in [low, high], by bisection to the last bit: the
// smallest double with y + λ slope(y) ≥ z, high if there is none below it. Slope does not decrease and is
// continuous from the right; it may jump. This is the prox of a φ with φ' = slope. It is NaN if z is.
func monotoneRoot(slope func(y float64) float64, z, lambda, low, high float64) float64 {
	if math.IsNaN(z) {
		return z
	}
	if low+lambda*slope(low) >= z {
		return low
	}
	for {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			return high
		}
		if mid+lambda*slope(mid) >= z {
			high = mid
		} else {
			low = mid
		}
	}
}

// into returns y moved into [low, high] if rounding alone can have put it outside; otherwise it is not ok.
// NaN stays NaN.
func into(y, low, high float64) (inside float64, ok bool) {
	slack := rounding * (math.Abs(low) + math.Abs(high))
	return min(max(y, low), high), !(y < low-slack || y > high+slack)
}
