package table

import (
	"cmp"
	"math"

	"proxflow/results"
)

// Cell sums up the measurements that fall on it.
type Cell struct {
	results.Shown
	// Got, Want, Budget, Worst = |Got - Want| and Tol are those of one measurement: the one with the worst verdict (fail,
	// error, inconclusive, pass, skipped, from worst to best), among those of this verdict the one farthest off, and
	// among these the first. They are NaN if it has none.
	Got, Want, Budget, Worst, Tol float64
	Least, Most                   float64         // Got of all that share its verdict and are as far off
	Count                         int             // measurements that were not skipped
	Verdict                       results.Verdict // the worst one; "" if no measurement falls on the cell
	Notes                         []string        // that apply to this cell,
	Marks                         []string        // and the marks of those that do not apply to all of its column or table
	Published                     []results.Published
}

// reported: a number was measured of which the claim says nothing, and the table shows numbers.
func (c Cell) reported() bool {
	return c.Verdict == results.Skipped && !math.IsNaN(c.Got) && c.Show != results.Shows[0] && c.Show != ""
}

// pile is the rows of a metric that fall on one cell.
type pile struct {
	metric
	rows []results.Row
}

func (p *pile) cell(spec results.TableSpec, warnings map[string]string) Cell {
	nan := math.NaN()
	c := Cell{Shown: p.Shown, Got: nan, Want: nan, Budget: nan, Worst: nan, Tol: nan, Notes: p.remarks(spec, warnings)}
	for _, r := range p.rows {
		c.Published = appendPublished(c.Published, r)
		got, want := float64(r.Got), float64(r.Want)
		off := r.Off()
		if r.Verdict == results.Skipped {
			off = nan
		} else {
			c.Count++
		}
		worse := cmp.Or(r.Verdict.Compare(c.Verdict), cmp.Compare(off, c.Worst)) // NaN is least
		if worse > 0 {
			c.Got, c.Want, c.Budget, c.Worst, c.Tol, c.Verdict = got, want, float64(r.Budget), off, float64(r.Tol), r.Verdict
			c.Least, c.Most = got, got
		} else if worse == 0 {
			c.Least, c.Most = min(c.Least, got), max(c.Most, got)
		}
	}
	return c
}
