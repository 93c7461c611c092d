package table

import (
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

var _ = addFormat("text", "txt", writeText)

// writeText aligns a table for a terminal.
func writeText(w io.Writer, t Table) error {
	head, body := t.grid(style{
		text:   oneLine,
		number: func(s string) string { return s },
		strong: func(s string) string { return s },
		mark:   func(m string) string { return " [" + m + "]" },
	})
	// Ambiguous letters are narrow whatever the locale, so that the file is the same everywhere.
	cells := runewidth.Condition{StrictEmojiNeutral: true}
	width := make([]int, len(head))
	for _, line := range append(body, head) {
		for i, s := range line {
			width[i] = max(width[i], cells.StringWidth(s))
		}
	}
	var b strings.Builder
	write := func(line []string) {
		var l strings.Builder
		for i, s := range line {
			l.WriteString(cells.FillRight(s, width[i]) + "  ")
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	b.WriteString(t.caption() + "\n\n")
	write(head)
	rule := -2
	for _, n := range width {
		rule += n + 2
	}
	b.WriteString(strings.Repeat("─", max(rule, 0)) + "\n")
	for _, line := range body {
		write(line)
	}
	for i, n := range t.Notes {
		if i == 0 {
			b.WriteString("\n")
		}
		if n.Mark != "" {
			b.WriteString("[" + n.Mark + "] ")
		}
		b.WriteString(oneLine(n.Text) + "\n")
	}
	b.WriteString("\n" + t.source() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}
