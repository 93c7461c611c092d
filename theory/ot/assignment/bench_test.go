package assignment

import (
	"fmt"
	"math"
	"testing"

	"proxflow/theory/ot"
	"proxflow/theory/random"
)

// benchProblem is a batch of the named target.
func benchProblem(name string, n int, seed string) *ot.Problem {
	r := random.New(seed)
	d := 2
	if name == "normal16" {
		d = 16
	}
	p := &ot.Problem{Dim: d, X: r.Normals(make([]float64, n*d))}
	for range n {
		angle := math.Pi * r.Uniform()
		s, c := math.Sincos(angle)
		switch name {
		case "circle":
			p.Y = append(p.Y, math.Cos(2*angle), math.Sin(2*angle))
		case "moons":
			if r.Uniform() < 0.5 {
				p.Y = append(p.Y, c, s)
			} else {
				p.Y = append(p.Y, 1-c, 0.5-s)
			}
		default:
			p.Y = append(p.Y, r.Normals(make([]float64, d))...)
		}
	}
	return p
}

func BenchmarkAssignment(b *testing.B) {
	for _, name := range []string{"circle", "moons", "normal2", "normal16"} {
		for _, n := range []int{512, 2048, 8192} {
			b.Run(fmt.Sprintf("%s/n=%d", name, n), func(b *testing.B) {
				p := benchProblem(name, n, "bench")
				for b.Loop() {
					if _, err := (&Solver{}).Solve(p); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
