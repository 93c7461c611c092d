package exact

import (
	"context"
	"math"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/potential"
)

// The recorded cells tile the square, and the map takes the middle of each cell to the atom recorded with it.
func TestObservedCellsTileTheSquareAndBelongToTheirAtoms(t *testing.T) {
	moons := catalog.Ref{"name": "moons", "n": 40}
	phi, _, err := potential.Catalog.Build(catalog.Ref{"name": "semidiscrete", "cloud": moons})
	if err != nil {
		t.Fatal(err)
	}
	trial := claim.NewTrial("cells")
	observeCells(trial, phi)
	cells, atoms := map[string][][2]float64{}, [][]float64{}
	order := []string{}
	for _, o := range trial.Observations {
		if o.Series == "atom" {
			atoms = append(atoms, []float64{o.X, o.Y})
			continue
		}
		if cells[o.Series] == nil {
			order = append(order, o.Series)
		}
		cells[o.Series] = append(cells[o.Series], [2]float64{o.X, o.Y})
	}
	if len(atoms) != 40 || len(order) != 40 {
		t.Fatalf("%d atoms, %d cells", len(atoms), len(order))
	}
	area, y := 0.0, make([]float64, 2)
	for j, name := range order {
		cell, middle := cells[name], []float64{0, 0}
		for k, p := range cell {
			q := cell[(k+1)%len(cell)]
			area += (p[0]*q[1] - p[1]*q[0]) / 2
			middle[0], middle[1] = middle[0]+p[0]/float64(len(cell)), middle[1]+p[1]/float64(len(cell))
		}
		if phi.(potential.Target).Map(y, middle); coupling.SquaredDistance(y, atoms[j]) != 0 {
			t.Errorf("%s has its middle in another cell", name)
		}
	}
	if math.Abs(area-36) > 1e-10 {
		t.Errorf("the cells have the area %v, not 36", area)
	}
}

func TestTheFieldOfAtomsInThePlaneShowsItsCells(t *testing.T) {
	check, _, err := claim.Catalog.Build(catalog.Ref{
		"name": "vector-field", "points": 4, "paths": 1, "jacobians": 1,
		"target": catalog.Ref{"name": "semidiscrete", "cloud": catalog.Ref{"name": "moons", "n": 10}}})
	if err != nil {
		t.Fatal(err)
	}
	trial := claim.NewTrial("shown")
	if err := check.Run(context.Background(), trial); err != nil {
		t.Fatal(err)
	}
	for _, o := range trial.Observations {
		if strings.HasPrefix(o.Series, "cell 9") {
			return
		}
	}
	t.Error("no cell was observed")
}

func TestEstimatedMassesOfCellsAreWarnedOf(t *testing.T) {
	simplex := []any{[]any{1.0, 0.0, 0.0}, []any{0.0, 1.0, 0.0}, []any{0.0, 0.0, 1.0}, []any{0.0, 0.0, 0.0}}
	for name, points := range map[string][]any{"in space": simplex, "in a plane": simplex[:3]} {
		check, _, err := claim.Catalog.Build(catalog.Ref{
			"name": "proximal-recovery", "points": 4, "target": catalog.Ref{
				"name": "semidiscrete", "draws": 20000, "cloud": catalog.Ref{"name": "points", "at": points}}})
		if err != nil {
			t.Fatal(err)
		}
		trial := claim.NewTrial("masses")
		if err := check.Run(context.Background(), trial); err != nil {
			t.Fatal(err)
		}
		if got, want := len(trial.Warnings), map[string]int{"in space": 1}[name]; got != want {
			t.Errorf("%s: warnings %q, want %d", name, trial.Warnings, want)
		}
	}
}
