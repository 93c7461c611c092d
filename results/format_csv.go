package results

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
)

var _ = addFormat("csv", "csv", writeCSV)

// writeCSV writes one record for each cell, since programs rather group it themselves. CSV knows no
// comments, so the source is a column.
func writeCSV(w io.Writer, t Table) error {
	var head []string
	t.each(t.Rows, t.Columns, func(name, _ string) { head = append(head, name) })
	records := [][]string{append(head, "metric", "got", "want", "budget", "worst", "tol", "count", "verdict", "notes", "source")}
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if c.Verdict == "" {
				continue
			}
			var record []string
			t.each(l.Labels, t.Heads[i].Labels, func(_, label string) { record = append(record, label) })
			records = append(records, append(record, c.Metric, plain(c.Got), plain(c.Want), plain(c.Budget), plain(c.Worst),
				plain(c.Tol), strconv.Itoa(c.Count), string(c.Verdict), strings.Join(c.Notes, "; "), t.source()))
		}
	}
	return csv.NewWriter(w).WriteAll(records)
}

// each visits the labels of a cell by the names of their parameters, but for the metric.
func (t Table) each(line, column []string, visit func(name, label string)) {
	labels := slices.Concat(line, column)
	for i, name := range slices.Concat(t.Rows, t.Columns) {
		if name != "metric" {
			visit(name, labels[i])
		}
	}
}
