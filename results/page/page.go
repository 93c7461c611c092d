// Package page lays out text for people: tables whose cells wrap, paragraphs, and verdicts in colour on a terminal.
package page

import (
	"io"
	"os"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwarp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"golang.org/x/term"

	"proxflow/results"
)

// Widest is the number of columns of a page, except on a terminal that has fewer.
const Widest = 100

// NBSP is a space at which no line breaks. On the page it is an ordinary space.
const NBSP = "\u00a0"

// Ambiguous letters are narrow whatever the locale, so that a file is the same everywhere.
func init() { twwidth.SetOptions(twwidth.Options{}) }

// Page says how text is laid out. The zero value is a file: Widest columns, no colours.
type Page struct {
	Width  int // of a terminal, in columns; 0 for a file
	Colour bool
}

// For returns the page of a writer. Only a terminal has colours, unless NO_COLOR is set or it is a dumb one.
func For(w io.Writer) Page {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return Page{}
	}
	p := Page{Width: Widest, Colour: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		p.Width = min(p.Width, width)
	}
	return p
}

func (p Page) columns() int {
	if p.Width <= 0 {
		return Widest
	}
	return p.Width
}

// colours are the escape sequences of verdicts.
var colours = map[results.Verdict]string{
	results.Pass: "32", results.Caught: "32", results.Inconclusive: "33", results.Error: "31", results.Fail: "31;1", results.Missed: "31;1",
}

// Verdict is the word for a verdict, in its colour.
func (p Page) Verdict(v results.Verdict) string {
	if colour := colours[v]; p.Colour && colour != "" {
		return "\x1b[" + colour + "m" + string(v) + "\x1b[0m"
	}
	return string(v)
}

// Paragraph breaks a text into lines; those after the first are indented. It ends with a line break.
func (p Page) Paragraph(text string, indent int) string {
	lines := wrap(text, p.columns()-indent)
	return strings.Join(lines, "\n"+strings.Repeat(" ", indent)) + "\n"
}

// Line is a text that a program may read as well: it breaks on a terminal alone. It ends with a line break.
func (p Page) Line(text string) string {
	if p.Width == 0 {
		return plain(text) + "\n"
	}
	return p.Paragraph(text, 2)
}

// wrap breaks a text at its spaces into lines of about equal length. A line is longer than the width only if a word is.
func wrap(text string, width int) (lines []string) {
	if twwidth.Width(text) <= width {
		return []string{plain(text)}
	}
	for _, words := range twwarp.WrapWords(strings.Split(text, " "), 1, width, 1e5) {
		lines = append(lines, plain(strings.Join(words, " ")))
	}
	return lines
}

func plain(text string) string { return strings.ReplaceAll(text, NBSP, " ") }
