package series

import (
	"path"
	"strings"
	"testing"
)

// finds checks the number of the member to which a curve belongs.
func finds[K int | float64, S any](t *testing.T, f Family[K, S], want K, curve func(S) Name) {
	t.Helper()
	name := curve(f.Of(want)).String()
	if got, ok := f.Number(name); got != want || !ok {
		t.Errorf("%q has the number %v, %v; want %v", name, got, ok, want)
	}
}

func TestAFamilyFindsTheNumberOfEachMember(t *testing.T) {
	itself := func(n Name) Name { return n }
	for _, k := range []int{1, 9, 10, 131072, 12345678} {
		finds(t, Path, k, func(v Vector) Name { return v.Coordinate(2) })
		finds(t, TangentialEigenvalue, k, Compared.Want)
		finds(t, Cell, k, itself)
		finds(t, Field, k, itself)
		finds(t, Sample, k, itself)
	}
	for _, time := range []float64{0.5, 0.9, 1e-6, 1 - 1e-8, 1. / 3} {
		finds(t, Cloud, time, itself)
		finds(t, Cross, time, func(c Crosses) Name { return c.Axis().Coordinate(0) })
		finds(t, Quiver, time, func(q Quivers) Name { return q.Learned().Coordinate(1) })
		finds(t, Spectrum, time, Band.High)
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
	others := []string{"film", "film 1", "film 1/none", "film x/none/0.5", "film 1/none/x", "film 1/none/0.5/x"}
	for _, other := range others {
		if _, _, _, ok := FilmOf(other); ok {
			t.Errorf("%q is a film", other)
		}
	}
}

// In the store a star stands for any text, in path.Match for any text without a slash.
func TestASelectorMatchesItsCurvesAndNoOthers(t *testing.T) {
	sets := []struct {
		selector Selector
		curves   []Name
	}{
		{Path, []Name{Path.Of(1).Coordinate(0), Path.Of(12).Coordinate(2)}},
		{Target, []Name{Target.Coordinate(0), Target.Coordinate(1)}},
		{Cell, []Name{Cell.Of(0), Cell.Of(31)}},
		{Atom, []Name{Atom}},
		{Cloud, []Name{Cloud.Of(0.5)}},
		{NormalEigenvalue, []Name{NormalEigenvalue.Got(), NormalEigenvalue.Want()}},
		{TangentialEigenvalue, []Name{TangentialEigenvalue.Of(1).Got(), TangentialEigenvalue.Of(2).Want()}},
		{KickNormal, []Name{KickNormal}},
		{KickLeading, []Name{KickLeading.Low(), KickLeading.Middle(), KickLeading.High()}},
		{KickTrailing, []Name{KickTrailing.Low(), KickTrailing.Middle(), KickTrailing.High()}},
		{KickedNormally, []Name{KickedNormally.Coordinate(0)}},
		{Field, []Name{Field.Of(8)}},
		{FieldPopulation, []Name{FieldPopulation}},
		{PlanError, []Name{PlanError}},
		{PlanErrorHalf, []Name{PlanErrorHalf}},
		{AllLearned, []Name{Learned(Normal), Learned(TangentialBoundary)}},
		{AllPopulation, []Name{Population(Tangential)}},
		{Cross, []Name{Cross.Of(0.5).At().Coordinate(0), Cross.Of(0.9).Normal()}},
		{Quiver, []Name{Quiver.Of(0.5).At().Coordinate(0), Quiver.Of(0.5).Population().Coordinate(1)}},
		{Sample, []Name{Sample.Of(1)}},
		{Spectrum, []Name{Spectrum.Of(0.9).Middle(), Spectrum.Of(0.9).Low()}},
		{AllFilms, []Name{Film(1, NoKick, 0.9)}},
	}
	flat := func(s string) string { return strings.ReplaceAll(s, "/", "|") }
	for i, selected := range sets {
		for j, other := range sets {
			for _, n := range other.curves {
				ok, err := path.Match(flat(selected.selector.Glob()), flat(n.String()))
				if err != nil || ok != (i == j) {
					t.Errorf("%q matches %q: %v, %v", selected.selector.Glob(), n, ok, err)
				}
			}
		}
	}
}
