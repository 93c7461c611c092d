package table

import (
	"io"
	"strings"
)

var _ = addFormat("markdown", "md", writeMarkdown)

var markdownEscapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `*`, `\*`, `_`, `\_`, "`", "\\`", `[`, `\[`, `<`, `&lt;`, `&`, `&amp;`)

// writeMarkdown writes a table as GitHub reads it.
func writeMarkdown(w io.Writer, t Table) error {
	text := func(s string) string { return markdownEscapes.Replace(oneLine(s)) }
	head, body := t.grid(style{
		text:   text,
		number: text,
		strong: func(s string) string { return "**" + s + "**" },
		mark:   func(m string) string { return "<sup>" + m + "</sup>" },
	})
	var b strings.Builder
	b.WriteString("<!-- " + strings.ReplaceAll(t.source(), "-->", "") + " -->\n" + text(t.caption()) + "\n\n")
	b.WriteString("| " + strings.Join(head, " | ") + " |\n")
	b.WriteString(strings.Repeat("| --- ", len(head)) + "|\n")
	for _, line := range body {
		b.WriteString("| " + strings.Join(line, " | ") + " |\n")
	}
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
