package report

import (
	"fmt"
	"io"

	"proxflow/results/page"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Catalog writes the entries of a catalog with their parameters, and for a check also its metrics and what may be
// perturbed.
func Catalog(w io.Writer, p page.Page, f catalog.Family) {
	for _, name := range f.Names() {
		var parameters, metrics [][]string
		for _, p := range f.Params(name) {
			value := "default " + p.Default
			switch p.Default {
			case "required":
				value = p.Default
			case "":
				value = "optional"
			}
			parameters = append(parameters, []string{p.Key, p.Type, value, p.Bounds, p.Doc})
		}
		if check, ok := claim.Catalog.Blank(name); ok && f.Kind() == claim.Catalog.Kind() {
			for _, m := range check.Metrics() {
				metrics = append(metrics,
					[]string{m.Name, fmt.Sprintf("metric, within %g×budget", m.Times), m.Doc})
			}
			if p, ok := check.(claim.Perturbable); ok {
				for _, s := range p.Sensitivities() {
					metrics = append(metrics, []string{s.Name, fmt.Sprintf("perturbation, ≤ %g", s.Most), s.Doc})
				}
			}
		}
		io.WriteString(w, p.Paragraph(name+": "+f.Doc(name), 2)+p.Columns(parameters, 4)+p.Columns(metrics,
			4))
	}
}
