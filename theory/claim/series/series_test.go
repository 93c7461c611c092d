package series

import (
	"path"
	"testing"
)

func TestAFamilyFindsTheNumberOfEachMember(t *testing.T) {
	for _, k := range []int{1, 9, 10, 131072, 12345678} {
		for i, name := range []Name{Path.Of(k).Coordinate(2), TangentialEigenvalue.Of(k).Want(), Cell.Of(k), Field.Of(k), Sample.Of(k)} {
			number := []func(string) (int, bool){Path.Number, TangentialEigenvalue.Number, Cell.Number, Field.Number, Sample.Number}[i]
			if got, ok := number(name.String()); got != k || !ok {
				t.Errorf("%q has the number %d, %v; want %d", name, got, ok, k)
			}
		}
	}
	for _, time := range []float64{0.5, 0.9, 1e-6, 1 - 1e-8, 1. / 3} {
		for i, name := range []Name{Cloud.Of(time), Cross.Of(time).Axis().Coordinate(0), Quiver.Of(time).Learned().Coordinate(1), Spectrum.Of(time).High()} {
			number := []func(string) (float64, bool){Cloud.Number, Cross.Number, Quiver.Number, Spectrum.Number}[i]
			if got, ok := number(name.String()); got != time || !ok {
				t.Errorf("%q has the time %v, %v; want %v", name, got, ok, time)
			}
		}
	}
	for _, other := range []string{"", "cell", "cell ", "cell x", "cell 1.5", "cells 1", "cloud/0.5"} {
		if k, ok := Cell.Number(other); ok {
			t.Errorf("%q is cell %d", other, k)
		}
	}
	if n, ok := Field.Number(FieldPopulation.String()); ok {
		t.Errorf("the population is a batch of %d", n)
	}
}

func TestAFilmIsFoundByItsImageKickAndTime(t *testing.T) {
	for _, kick := range []Kick{NoKick, LeadingKick(1), TrailingKick(12)} {
		name := Film(3, kick, 0.98765)
		i, k, time, ok := FilmOf(name.String())
		if i != 3 || k != kick || time != 0.988 || !ok || Film(i, k, time) != name {
			t.Errorf("%q is image %d, kick %q, time %v, %v", name, i, k, time, ok)
		}
	}
	for _, other := range []string{"film", "film 1", "film 1/none", "film x/none/0.5", "film 1/none/x", "film 1/none/0.5/x"} {
		if _, _, _, ok := FilmOf(other); ok {
			t.Errorf("%q is a film", other)
		}
	}
}

// What a selector matches in the store, where a star stands for any text: path.Match has it stand for text without a slash.
func TestASelectorMatchesItsCurvesAndNoOthers(t *testing.T) {
	curves := map[string][]Name{ // by selector
		"path":       {Path.Of(1).Coordinate(0), Path.Of(12).Coordinate(2)},
		"target":     {Target.Coordinate(0), Target.Coordinate(1)},
		"cell":       {Cell.Of(0), Cell.Of(31)},
		"atom":       {Atom},
		"cloud":      {Cloud.Of(0.5)},
		"normal":     {NormalEigenvalue.Got(), NormalEigenvalue.Want()},
		"tangential": {TangentialEigenvalue.Of(1).Got(), TangentialEigenvalue.Of(2).Want()},
		"kick":       {KickNormal},
		"leading":    {KickLeading.Low(), KickLeading.Middle(), KickLeading.High()},
		"trailing":   {KickTrailing.Low(), KickTrailing.Middle(), KickTrailing.High()},
		"kicked":     {KickedNormally.Coordinate(0)},
		"field":      {Field.Of(8)},
		"population": {FieldPopulation},
		"error":      {PlanError},
		"half":       {PlanErrorHalf},
		"learned":    {Learned(Normal), Learned(TangentialBoundary)},
		"wanted":     {Population(Tangential)},
		"cross": {Cross.Of(0.5).At().Coordinate(0), Cross.Of(0.5).Axis().Coordinate(1), Cross.Of(0.9).Normal(),
			Cross.Of(0.9).Tangential()},
		"quiver":   {Quiver.Of(0.5).At().Coordinate(0), Quiver.Of(0.5).Population().Coordinate(1)},
		"sample":   {Sample.Of(1)},
		"spectrum": {Spectrum.Of(0.9).Middle(), Spectrum.Of(0.9).Low()},
		"film":     {Film(1, NoKick, 0.9)},
	}
	selectors := map[string]Selector{"path": Path, "target": Target, "cell": Cell, "atom": Atom, "cloud": Cloud, "normal": NormalEigenvalue,
		"tangential": TangentialEigenvalue, "kick": KickNormal, "leading": KickLeading, "trailing": KickTrailing, "kicked": KickedNormally,
		"field": Field, "population": FieldPopulation, "error": PlanError, "half": PlanErrorHalf, "learned": AllLearned,
		"wanted": AllPopulation, "cross": Cross, "quiver": Quiver, "sample": Sample, "spectrum": Spectrum, "film": AllFilms}
	flat := func(s string) string {
		b := []byte(s)
		for i := range b {
			if b[i] == '/' {
				b[i] = '|'
			}
		}
		return string(b)
	}
	for selected, s := range selectors {
		for of, names := range curves {
			for _, n := range names {
				ok, err := path.Match(flat(s.Glob()), flat(n.String()))
				if err != nil || ok != (of == selected) {
					t.Errorf("%q matches %q: %v, %v", s.Glob(), n, ok, err)
				}
			}
		}
	}
}
