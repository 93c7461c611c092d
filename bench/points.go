package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"

	"proxflow/theory/ot"
	"proxflow/theory/random"
)

// set is a law of target points in R^dim; the source is N(0,I).
type set struct {
	name string
	dim  int
	draw func(y []float64, r *random.Source)
}

var sets = []set{
	{"circle", 2, func(y []float64, r *random.Source) {
		y[1], y[0] = math.Sincos(2 * math.Pi * r.Uniform())
	}},
	{"two-moons", 2, func(y []float64, r *random.Source) {
		sin, cos := math.Sincos(math.Pi * r.Uniform())
		y[0], y[1] = cos, sin
		if r.Index(2) == 1 {
			y[0], y[1] = 1-cos, 0.5-sin
		}
	}},
	{"normal-2", 2, func(y []float64, r *random.Source) { r.Normals(y) }},
	{"normal-16", 16, func(y []float64, r *random.Source) { r.Normals(y) }},
}

func setNames() (names []string) {
	for _, s := range sets {
		names = append(names, s.name)
	}
	return names
}

func setOf(name string) (set, bool) {
	for _, s := range sets {
		if s.name == name {
			return s, true
		}
	}
	return set{}, false
}

// problem draws n source and n target points, different ones in each round.
func (s set) problem(n, round int) *ot.Problem {
	r := random.New(fmt.Sprintf("bench %s n=%d round=%d", s.name, n, round))
	p := &ot.Problem{Dim: s.dim, X: r.Normals(make([]float64, n*s.dim)), Y: make([]float64, n*s.dim)}
	for i := range n {
		s.draw(p.Y[i*s.dim:(i+1)*s.dim], r)
	}
	return p
}

// write writes the points of a problem to a file, sources first, as little-endian float64.
func write(file string, p *ot.Problem) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	order := binary.LittleEndian
	return errors.Join(binary.Write(f, order, p.X), binary.Write(f, order, p.Y), f.Close())
}

// read reads a file that write wrote.
func read(file string, dim int) (*ot.Problem, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if dim < 1 || info.Size()%int64(16*dim) != 0 {
		const text = "%s: %d bytes are not a whole number of pairs of points of dimension %d"
		return nil, fmt.Errorf(text, file, info.Size(), dim)
	}
	p := &ot.Problem{Dim: dim, X: make([]float64, info.Size()/16), Y: make([]float64, info.Size()/16)}
	order := binary.LittleEndian
	return p, errors.Join(binary.Read(f, order, p.X), binary.Read(f, order, p.Y))
}
