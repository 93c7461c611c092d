package claim

// Sized is a check that knows how much memory a trial takes before it runs. Every check of the catalog is
// one.
type Sized interface {
	Check
	// Memory bounds the bytes that a trial holds at once, from the parameters alone. It does not count what the
	// target holds. The bound is at most some four times the peak where that is large.
	Memory() float64
}

// SmallMemory bounds the bytes of whatever in a trial does not grow with its parameters.
const SmallMemory = 2 << 20

// Observed bounds the bytes of n observations, with those that lists leave behind as they grow, and with the
// copy for the store.
func Observed(n float64) float64 { return 112 * n }
