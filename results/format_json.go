package results

import (
	"encoding/json"
	"io"
	"slices"
)

var _ = addFormat("json", "json", writeJSON)

// writeJSON writes the table as one object with a record for each cell.
func writeJSON(w io.Writer, t Table) error {
	type record struct {
		Labels  map[string]string `json:"labels"`
		Worst   Number            `json:"worst"`
		Tol     Number            `json:"tol"`
		Count   int               `json:"count"`
		Verdict Verdict           `json:"verdict"`
		Notes   []string          `json:"notes,omitempty"`
	}
	records := []record{}
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if c.Verdict == "" {
				continue
			}
			r := record{map[string]string{}, Number(c.Worst), Number(c.Tol), c.Count, c.Verdict, t.notesOn(c)}
			for j, label := range slices.Concat(l.Labels, t.Heads[i]) {
				r.Labels[t.names()[j]] = label
			}
			records = append(records, r)
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		TableSpec
		Experiment string   `json:"experiment"`
		Commit     string   `json:"commit,omitempty"`
		Command    string   `json:"command,omitempty"`
		Cells      []record `json:"cells"`
	}{t.TableSpec, t.Experiment, t.Commit, t.Command, records})
}
