package report

import (
	"fmt"
	"io"
	"strings"

	"proxflow/report/example"
	"proxflow/results/page"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Catalog writes the entries of a catalog with their parameters, and for a check also its metrics and what
// may be perturbed.
func Catalog(w io.Writer, p page.Page, f catalog.Family) {
	for _, name := range f.Names() {
		oneEntry(w, p, f, name)
	}
}

// Entry writes an entry of a catalog with its parameters, for a check also its metrics, and an example.
func Entry(w io.Writer, p page.Page, f catalog.Family, name string) {
	fmt.Fprintln(w, f.Kind())
	oneEntry(w, p, f, name)
	text, where, ok := example.Of(f, name)
	switch {
	case !ok:
		io.WriteString(w, "\n"+p.Line("No spec names it: checks choose it themselves."))
		return
	case where != "":
		fmt.Fprintf(w, "\nPart of a spec, as in %s:\n\n", where)
	default:
		io.WriteString(w, "\nA spec with it:\n\n")
	}
	for line := range strings.Lines(text) {
		io.WriteString(w, strings.TrimRight("    "+line, " \n")+"\n")
	}
}

func oneEntry(w io.Writer, p page.Page, f catalog.Family, name string) {
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
			within := fmt.Sprintf("metric, within %g×budget", m.Times)
			switch {
			case m.Scale == claim.OfWant:
				within += "; its scale is the wanted number"
			case m.Scale > 0:
				within += fmt.Sprintf("; its scale is %g", m.Scale)
			}
			metrics = append(metrics, []string{m.Name, within, m.Doc})
		}
		if p, ok := check.(claim.Perturbable); ok {
			for _, s := range p.Sensitivities() {
				metrics = append(metrics, []string{s.Name, fmt.Sprintf("perturbation, ≤ %g", s.Most), s.Doc})
			}
		}
	}
	io.WriteString(w, p.Paragraph(name+": "+f.Doc(name), 2)+p.Columns(parameters, 4)+p.Columns(metrics, 4))
}
