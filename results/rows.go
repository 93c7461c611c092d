package results

import (
	"database/sql"
	"math"
	"slices"
)

// Rows returns the judged measurements of the experiments of these names, or of all if there are none. They
// are sorted by claim, experiment, case and repeat (the summary first), then in the order of measurement. A
// trial that could not run has one row, without a metric; a trial that has not run yet has none.
func (r *Reader) Rows(experiments ...string) ([]Row, error) { return r.rows(true, experiments) }

// RowsWithoutSamples leaves out the samples, of which there may be many, and whose verdicts are those of
// other rows.
func (r *Reader) RowsWithoutSamples(experiments ...string) ([]Row, error) {
	return r.rows(false, experiments)
}

func (r *Reader) rows(samples bool, experiments []string) (rows []Row, err error) {
	err = r.read(func(q querier) error {
		var list []Experiment
		ids, err := r.planned(q, experiments, func(e Experiment) { list = append(list, e) })
		for i, id := range ids {
			if err == nil {
				err = r.verify(q, "trial", "key", plannedTrials, id)
			}
			if err == nil {
				common := Row{Experiment: list[i].Name, Claim: list[i].Claim, Check: list[i].Check}
				rows, err = appendRows(rows, q, id, samples, common)
			}
		}
		return err
	})
	return rows, err
}

// measured reads the measurements of an experiment. The summary of a case comes before its samples.
const measured = `SELECT p.case_no, p.repeat, p.key, t.error,
		m.metric, m.at, m.got, m.want, m.budget, m.skip, m.decider
	FROM planned_trial p JOIN trial t ON t.key = p.key
	LEFT JOIN measurement m ON m.trial = t.id AND t.error IS NULL
	WHERE p.experiment = ? AND (t.error IS NOT NULL OR m.trial IS NOT NULL) AND (? OR m.decider IS NULL)
	ORDER BY p.case_no, p.repeat, m.ordinal`

// appendRows adds the rows of one experiment. Their common fields are those of common.
func appendRows(rows []Row, q querier, experiment int64, samples bool, common Row) ([]Row, error) {
	planned, err := cases(q, experiment)
	if err != nil {
		return nil, err
	}
	tolerances, err := tolerances(q, experiment)
	if err != nil {
		return nil, err
	}
	type place struct{ no, repeat int }
	caveats := map[place][]string{}
	err = warnings(q, experiment, func(w Warning) {
		p := place{w.CaseNo, w.Repeat}
		caveats[p] = append(caveats[p], w.Text)
	})
	if err != nil {
		return nil, err
	}
	words := interner{}
	decided := decisions{}
	last := -1
	err = each(q, func(scan func(...any) error) error {
		r := common
		var key, failed, metric, skip, by sql.RawBytes
		err := scan(&r.CaseNo, &r.Repeat, &key, &failed, &metric, &r.At, &r.Got, &r.Want, &r.Budget, &skip, &by)
		if err != nil {
			return err
		}
		if r.CaseNo != last {
			last = r.CaseNo
			clear(decided)
		}
		c := planned[r.CaseNo]
		r.Case, r.Labels, r.Control = c.Params, c.Labels, c.Control != nil
		r.Key = words.of(key)
		r.Metric, r.By, r.Tol = words.of(metric), words.of(by), Number(math.NaN())
		r.Warnings = caveats[place{r.CaseNo, r.Repeat}]
		for _, p := range c.Published {
			if p.Metric == r.Metric {
				r.Published = append(r.Published, p)
			}
		}
		switch {
		case failed != nil:
			r.Verdict, r.Note = Error, string(failed)
		case by != nil:
			decided.apply(&r)
		default:
			tolerance, have := tolerances[r.Metric]
			r.judge(tolerance, have, skip != nil, words.of(skip))
			decided.add(r)
		}
		if len(rows) == cap(rows) {
			rows = slices.Grow(rows, max(len(rows),
				1024)) // double it: rows are large, and copying them is slow
		}
		rows = append(rows, r)
		return nil
	}, measured, experiment, samples)
	return rows, err
}

// judge sets the tolerance, the verdict and the note of a row. Without a tolerance, have is false.
func (r *Row) judge(t Tolerance, have, skipped bool, why string) {
	if skipped {
		r.Verdict, r.Note = Skipped, why
		return
	}
	budget := float64(r.Budget)
	tol := math.NaN()
	if have {
		tol = t.Of(budget)
	}
	r.Tol = Number(tol)
	off := r.Off()
	switch {
	case math.IsNaN(float64(r.Got)):
		r.Verdict, r.Note = Error, "the measured number is NaN"
	case math.IsNaN(float64(r.Want)):
		r.Verdict, r.Note = Error, "the wanted number is NaN"
	case math.IsNaN(budget):
		r.Verdict, r.Note = Error, "the error budget is NaN"
	case math.IsNaN(tol):
		r.Verdict, r.Note = Error, "the metric has no tolerance"
	case off > max(tol, budget):
		r.Verdict = Fail
	case tol < budget || math.IsInf(budget, 1):
		r.Verdict = Inconclusive
	default:
		r.Verdict = Pass
	}
}

// Verdict judges a measurement that is not a sample by the tolerances of its experiment.
func (m Measurement) Verdict(of map[string]Tolerance) Verdict {
	r := Row{Got: Number(m.Got), Want: Number(m.Want), Budget: Number(m.Budget)}
	tolerance, have := of[m.Metric]
	r.judge(tolerance, have, m.Skip != "", m.Skip)
	return r.Verdict
}

// Off returns |got - want|: 0 if both are the same infinity, NaN if one of them is NaN.
func (r Row) Off() float64 {
	if r.Got == r.Want {
		return 0
	}
	return math.Abs(float64(r.Got - r.Want))
}

// decisions are the rows of the summary of a case, which judge its samples.
type decisions map[decision]Row

type decision struct {
	metric  string
	at      float64
	nowhere bool // at is NaN
}

func decisionAt(metric string, at Number) decision {
	if math.IsNaN(float64(at)) {
		return decision{metric, 0, true}
	}
	return decision{metric, float64(at), false}
}

func (d decisions) add(r Row) {
	if r.Repeat == Summary {
		d[decisionAt(r.Metric, r.At)] = r
	}
}

// apply judges a sample. It gets the verdict of the row that decides on it; as long as there is none it is
// inconclusive.
func (d decisions) apply(r *Row) {
	r.Note = "one draw: judged in the mean, by " + r.By
	by, have := d[decisionAt(r.By, r.At)]
	switch {
	case !have:
		r.Verdict = Inconclusive
		r.Note += ", which is not there yet"
	case by.Verdict == Skipped:
		r.Note += ", skipped: " + by.Note
		fallthrough
	default:
		r.Verdict = by.Verdict
	}
}

// interner keeps one copy of each string.
type interner map[string]string

func (i interner) of(b []byte) string {
	if s, ok := i[string(b)]; ok { // does not allocate
		return s
	}
	s := string(b)
	i[s] = s
	return s
}
