package table

import (
	"encoding/json"
	"io"

	"proxflow/results"
	"proxflow/results/page"
)

// writeJSON writes the table as one object, with a record for each cell.
func writeJSON(w io.Writer, _ page.Page, t Table) error {
	type published struct {
		At     results.Number `json:"at"`
		Value  results.Number `json:"value"`
		Std    results.Number `json:"std"`
		Source string         `json:"source"`
	}
	type record struct {
		Labels    map[string]string `json:"labels"`
		Metric    string            `json:"metric"`
		Got       results.Number    `json:"got"`
		Want      results.Number    `json:"want"`
		Budget    results.Number    `json:"budget"`
		Worst     results.Number    `json:"worst"`
		Tol       results.Number    `json:"tol"`
		Count     int               `json:"count"`
		Verdict   results.Verdict   `json:"verdict"`
		ID        string            `json:"id,omitempty"` // of the measurement that the cell shows
		Published []published       `json:"published,omitempty"`
		Notes     []string          `json:"notes,omitempty"`
	}
	records := []record{}
	for _, l := range t.Lines {
		for i, c := range l.Cells {
			if c.Verdict == "" {
				continue
			}
			r := record{map[string]string{}, c.Metric, results.Number(c.Got), results.Number(c.Want),
				results.Number(c.Budget), results.Number(c.Worst),
				results.Number(c.Tol), c.Count, c.Verdict, c.ID, nil, c.Notes}
			for _, p := range c.Published {
				r.Published = append(r.Published,
					published{results.Number(p.At), results.Number(p.Value), results.Number(p.Std), p.Source})
			}
			t.each(l.Labels, t.Heads[i].Labels, func(name, label string) { r.Labels[name] = label })
			records = append(records, r)
		}
	}
	var notes []string // on the table
	for _, n := range t.Notes {
		if n.Mark == "" {
			notes = append(notes, n.Text)
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		results.TableSpec
		Experiment string   `json:"experiment"`
		Commits    []string `json:"commits,omitempty"`
		Command    string   `json:"command,omitempty"`
		Notes      []string `json:"notes,omitempty"`
		Cells      []record `json:"cells"`
	}{t.TableSpec, t.Experiment, t.Commits, t.Command, notes, records})
}
