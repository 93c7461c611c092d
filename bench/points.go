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

// set is a law of the targets in R^dim; the sources are N(0, I).
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

// problem is n source and n target points, others in each round.
func (s set) problem(n, round int) *ot.Problem {
	r := random.New(fmt.Sprintf("bench %s n=%d round=%d", s.name, n, round))
	p := &ot.Problem{Dim: s.dim, X: r.Normals(make([]float64, n*s.dim)), Y: make([]float64, n*s.dim)}
	for i := range n {
		s.draw(p.Y[i*s.dim:(i+1)*s.dim], r)
	}
	return p
}

// write puts the points of a problem into a file, sources first, as float64 with the low byte first.
func write(file string, p *ot.Problem) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(binary.Write(f, binary.LittleEndian, p.X), binary.Write(f, binary.LittleEndian, p.Y), f.Close())
}

// read is the problem that write wrote.
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
		return nil, fmt.Errorf("%s: %d bytes are no pairs of points of dimension %d", file, info.Size(), dim)
	}
	p := &ot.Problem{Dim: dim, X: make([]float64, info.Size()/16), Y: make([]float64, info.Size()/16)}
	return p, errors.Join(binary.Read(f, binary.LittleEndian, p.X), binary.Read(f, binary.LittleEndian, p.Y))
}
