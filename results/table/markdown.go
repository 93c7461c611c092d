package table

import (
	"io"
	"strings"

	"proxflow/results/page"
)

var markdownEscapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `*`, `\*`, `_`, `\_`, "`", "\\`", `[`, `\[`,
	`<`, `&lt;`, `&`, `&amp;`)

// writeMarkdown writes the table in the Markdown of GitHub.
func writeMarkdown(w io.Writer, _ page.Page, t Table) error {
	text := func(s string) string { return markdownEscapes.Replace(oneLine(s)) }
	header, rows := t.grid(style{
		text:   text,
		number: text,
		strong: func(s string) string { return "**" + s + "**" },
		mark:   func(m string) string { return "<sup>" + m + "</sup>" },
		space:  " ",
	})
	var b strings.Builder
	comment := strings.ReplaceAll(t.provenance(), ">", "&gt;") // it ends a comment
	b.WriteString("<!-- " + comment + " -->\n" + text(t.caption()) + "\n\n")
	b.WriteString(page.Markdown(header, rows))
	for _, n := range t.Notes {
		b.WriteString("\n")
		if n.Mark != "" {
			b.WriteString("<sup>" + n.Mark + "</sup> ")
		}
		b.WriteString(text(n.Text) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
