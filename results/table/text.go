package table

import (
	"io"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
)

// writeText lays the table out on a page.
func writeText(w io.Writer, p page.Page, t Table) error {
	header, rows := t.grid(style{
		text:   func(s string) string { return strings.ReplaceAll(oneLine(s), "(", "("+page.Break) },
		number: oneLine,
		strong: func(s string) string { return p.Verdict(results.Verdict(s)) },
		mark:   func(m string) string { return page.NBSP + "[" + m + "]" },
		space:  page.NBSP,
	})
	var b strings.Builder
	b.WriteString(p.Paragraph(t.caption(), 0) + "\n" + p.Table(header, rows, len(t.Rows)) + "\n")
	for _, n := range t.Notes {
		text := oneLine(n.Text)
		if n.Mark != "" {
			text = "[" + n.Mark + "] " + text
		}
		b.WriteString(p.Paragraph(text, 2))
	}
	if len(t.Notes) > 0 {
		b.WriteString("\n")
	}
	b.WriteString(p.Paragraph(t.source(), 2))
	if t.Command != "" {
		b.WriteString(t.remake() + "\n") // not wrapped, so that it can be copied
	}
	_, err := io.WriteString(w, b.String())
	return err
}
