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
	records := [][]string{append(t.names(), "metric", "worst", "tol", "count", "verdict", "notes", "source")}
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if c.Verdict == "" {
				continue
			}
			record := slices.Concat(l.Labels, t.Heads[i])
			records = append(records, append(record, t.Metric, plain(c.Worst), plain(c.Tol), strconv.Itoa(c.Count),
				string(c.Verdict), strings.Join(t.notesOn(c), "; "), t.source()))
		}
	}
	return csv.NewWriter(w).WriteAll(records)
}
