package semidiscrete

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/manifold"
)

// cloud builds a cloud from its reference.
func cloud(t *testing.T, ref any) [][]float64 {
	t.Helper()
	c, _, err := Clouds.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	return c.Points()
}

func TestMoonsAreSpacedEquallyOnTheManifold(t *testing.T) {
	points := cloud(t, map[string]any{"name": "moons", "n": 40, "radius": 2, "offset": []any{2.0, 1.0}})
	moons := &manifold.TwoMoons{Radius: 2, Offset: []float64{2, 1}}
	nearest := make([]float64, 2)
	for j, p := range points {
		if d := moons.Project(nearest, p); !(d <= 1e-15) {
			t.Errorf("atom %d is at the distance %g from the arcs", j, d)
		}
		if j < 38 { // chords of pieces of length 2π/20, R = 2
			if d := floats.Distance(p, points[j+2], 2); !(math.Abs(d-4*math.Sin(math.Pi/40)) <= 1e-15) {
				t.Errorf("atoms %d and %d of an arc are %v apart", j, j+2, d)
			}
		}
	}
	if d := floats.Distance(points[0], []float64{2, 0}, 2); !(math.Abs(d-4*math.Sin(math.Pi/80)) <= 1e-15) {
		t.Errorf("the first atom is at the distance %v from the end of its arc, want half a piece", d)
	}
	noisy := cloud(t, map[string]any{"name": "moons", "n": 10000, "noise": 0.1})
	clean, square := cloud(t, map[string]any{"name": "moons", "n": 10000}), 0.0
	for j, p := range noisy {
		d := floats.Distance(p, clean[j], 2)
		square += d * d / 20000
	}
	if !(math.Abs(square/0.01-1) <= 0.05) {
		t.Errorf("the variance of the noise is %v, want 0.01", square)
	}
}

func TestGaussiansHaveTheirMoments(t *testing.T) {
	points := cloud(t, map[string]any{"name": "eight-gaussians", "n": 8000, "sd": 0.5})
	for mode := range 8 {
		var mean [2]float64
		var xx, xy, yy float64
		angle := math.Pi / 4 * float64(mode)
		for _, p := range points[1000*mode : 1000*(mode+1)] {
			x, y := p[0]-4*math.Cos(angle), p[1]-4*math.Sin(angle)
			mean[0], mean[1] = mean[0]+x/1000, mean[1]+y/1000
			xx, xy, yy = xx+x*x/1000, xy+x*y/1000, yy+y*y/1000
		}
		off := max(math.Hypot(mean[0], mean[1]), math.Abs(xx-0.25), math.Abs(yy-0.25), math.Abs(xy))
		if !(off <= 0.005) {
			t.Errorf("mode %d: mean %v, covariance %v %v %v", mode, mean, xx, xy, yy)
		}
	}
}

func TestCheckerboardFillsItsDarkSquares(t *testing.T) {
	for _, c := range []struct{ n, cells, dark int }{{8 * 64, 4, 8}, {5 * 64, 3, 5}, {64, 1, 1}} {
		ref := map[string]any{"name": "checkerboard", "n": c.n, "cells": c.cells, "half-width": 1}
		points := cloud(t, ref)
		quarters := map[[2]int]int{}
		for _, p := range points {
			u, v := (p[0]+1)*float64(c.cells), (p[1]+1)*float64(c.cells) // a square has the side 2
			if i, j := int(u/2), int(v/2); (i+j)%2 != 0 || u < 0 || v < 0 || i >= c.cells || j >= c.cells {
				t.Errorf("%v lies in no dark square of %d × %d", p, c.cells, c.cells)
			}
			quarters[[2]int{int(u), int(v)}]++
		}
		for at, count := range quarters {
			if count < 15 || count > 17 {
				t.Errorf("the quarter square %v holds %d of 64 points", at, count)
			}
		}
		if len(points) != c.n || len(quarters) != 4*c.dark {
			t.Errorf("%d points in %d quarter squares", len(points), len(quarters))
		}
	}
}

func TestCloudsThatCannotBeSharedOutAreRefused(t *testing.T) {
	for _, ref := range []map[string]any{
		{"name": "moons", "n": 5}, {"name": "moons", "offset": []any{1.0, 2.0, 3.0}},
		{"name": "eight-gaussians", "n": 100}, {"name": "checkerboard", "n": 100},
	} {
		if _, _, err := Clouds.Build(ref); err == nil {
			t.Errorf("%v is built", ref)
		}
	}
}
