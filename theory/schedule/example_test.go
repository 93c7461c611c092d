package schedule_test

import (
	"fmt"

	"proxflow/theory/schedule"
)

// Quadratic is α = 1-t², β = t².
type Quadratic struct{}

// This is all it takes to add a schedule: from here on specs may name it.
var _ = schedule.Catalog.Add("quadratic", "α = 1-t², β = t²; γ = 1",
	func() schedule.Schedule { return &Quadratic{} })

func (*Quadratic) At(t float64) schedule.Point {
	return schedule.Point{A: (1 - t) * (1 + t), B: t * t, DA: -2 * t, DB: 2 * t}
}

func (*Quadratic) Rate() float64 { return 1 }

func Example() {
	s, err := schedule.Catalog.New("quadratic")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := s.At(0.5)
	fmt.Println("α =", p.A, "β =", p.B, "λ =", p.Lambda())
	// Output:
	// α = 0.75 β = 0.25 λ = 3
}
