package table

import (
	"cmp"
	"math"

	"proxflow/results"
)

// Cell sums up the measurements that belong to it.
type Cell struct {
	results.Shown
	// Got, Want, Budget, Worst = |Got - Want| and Tol are those of one measurement: of those with the worst
	// verdict the one farthest off, and of several such the first. They are NaN if it has no numbers.
	Got, Want, Budget, Worst, Tol float64
	Least, Most                   float64         // range of Got, of those as bad and as far off
	Count                         int             // measurements that were not skipped
	Verdict                       results.Verdict // the worst one; "" if the cell has no measurement
	ID                            string          // of the measurement that it shows
	Notes                         []string        // on this cell
	Marks                         []string        // of the notes that are not on its whole column or table
	Published                     []results.Published
}

// reported says that a number was measured but not judged, and that the table shows numbers.
func (c Cell) reported() bool {
	return c.Verdict == results.Skipped && !math.IsNaN(c.Got) && c.Show != results.Shows[0] && c.Show != ""
}

// pile holds the rows of a metric that belong to one cell.
type pile struct {
	metric
	rows []results.Row
}

func (p *pile) cell(spec results.TableSpec, warnings map[string]string) Cell {
	nan := math.NaN()
	c := Cell{Shown: p.Shown, Got: nan, Want: nan, Budget: nan, Worst: nan, Tol: nan,
		Notes: p.remarks(spec, warnings)}
	for _, r := range p.rows {
		c.Published = appendPublished(c.Published, r)
		got, want := float64(r.Got), float64(r.Want)
		off := r.Off()
		if r.Verdict == results.Skipped {
			off = nan
		} else {
			c.Count++
		}
		worse := cmp.Or(r.Verdict.Compare(c.Verdict), cmp.Compare(off, c.Worst)) // NaN is the least
		if worse > 0 {
			c.Got, c.Want, c.Budget, c.Tol = got, want, float64(r.Budget), float64(r.Tol)
			c.Worst, c.Verdict, c.ID = off, r.Verdict, r.ID()
			c.Least, c.Most = got, got
		} else if worse == 0 {
			c.Least, c.Most = min(c.Least, got), max(c.Most, got)
		}
	}
	return c
}
