package table

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
)

// writeCSV writes one record for each cell, since programs prefer to group cells themselves. CSV has no
// comments, so the source is a column. Published values have columns if there are any.
func writeCSV(w io.Writer, _ page.Page, t Table) error {
	var head []string
	t.each(t.Rows, t.Columns, func(name, _ string) { head = append(head, name) })
	head = append(head, "metric", "got", "want", "budget", "worst", "tol", "count", "verdict", "id")
	published := false
	for i := range t.Heads {
		published = published || t.published(i)
	}
	if published {
		head = append(head, "published", "published-std", "published-source")
	}
	records := [][]string{append(head, "notes", "source")}
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if c.Verdict == "" {
				continue
			}
			var record []string
			t.each(l.Labels, t.Heads[i].Labels, func(_, label string) {
				record = append(record, results.CSVText(label))
			})
			record = append(record, c.Metric, digits(c.Got), digits(c.Want),
				digits(c.Budget), digits(c.Worst), digits(c.Tol),
				strconv.Itoa(c.Count), string(c.Verdict), c.ID)
			if published {
				var values, stds, sources []string
				for _, p := range c.Published {
					values, stds, sources = append(values, digits(p.Value)), append(stds,
						digits(p.Std)), append(sources, p.Source)
				}
				record = append(record, strings.Join(values, "; "), strings.Join(stds, "; "),
					results.CSVText(strings.Join(sources, "; ")))
			}
			records = append(records, append(record, results.CSVText(strings.Join(c.Notes, "; ")), t.provenance()))
		}
	}
	return csv.NewWriter(w).WriteAll(records)
}

// each calls visit with each label of a cell and the name of its parameter, except the metric.
func (t Table) each(line, column []string, visit func(name, label string)) {
	labels := slices.Concat(line, column)
	for i, name := range slices.Concat(t.Rows, t.Columns) {
		if name != "metric" {
			visit(name, labels[i])
		}
	}
}

// digits has every digit of a number; it is empty for NaN.
func digits(x float64) string { return results.Number(x).Text() }
