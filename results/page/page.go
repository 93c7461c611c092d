// Package page lays out text for people: tables whose cells wrap, paragraphs, and on a terminal verdicts in
// colour.
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

// Widest is the width of a page in columns, unless a terminal has fewer.
const Widest = 100

const (
	NBSP  = "\u00a0"  // a space without a line break; an ordinary space on the page
	Break = "\u200b " // a place where a line may break, without a space there
)

// Letters of ambiguous width are narrow in every locale, so that files are the same everywhere.
func init() { twwidth.SetOptions(twwidth.Options{}) }

// Page says how text is laid out. The zero value is for files: Widest columns and no colours.
type Page struct {
	Width  int // of a terminal in columns; 0 for a file
	Colour bool
}

// For returns the page for a writer. Only terminals have colours, unless NO_COLOR is set or TERM is dumb.
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

// MaxWidth is the number of columns of the page.
func (p Page) MaxWidth() int {
	if p.Width <= 0 {
		return Widest
	}
	return p.Width
}

// colours are the parameters of the escape sequences for verdicts.
var colours = map[results.Verdict]string{
	results.Pass: "32", results.Caught: "32", results.Inconclusive: "33",
	results.Error: "31", results.Fail: "31;1", results.Missed: "31;1",
}

// Verdict writes a verdict, in its colour if the page has colours.
func (p Page) Verdict(v results.Verdict) string {
	if colour := colours[v]; p.Colour && colour != "" {
		return "\x1b[" + colour + "m" + string(v) + "\x1b[0m"
	}
	return string(v)
}

// Paragraph breaks a text into lines and indents those after the first. It ends with a line break.
func (p Page) Paragraph(text string, indent int) string {
	lines := wrap(text, p.MaxWidth()-indent)
	return strings.Join(lines, "\n"+strings.Repeat(" ", indent)) + "\n"
}

// Line writes a text that programs may read as well: it is a Paragraph on a terminal, and one line elsewhere.
func (p Page) Line(text string) string {
	if p.Width == 0 {
		return plain(text) + "\n"
	}
	return p.Paragraph(text, 2)
}

// wrap breaks a text at spaces into lines of about equal length. Only a word that is too wide makes a line
// too wide.
func wrap(text string, width int) (lines []string) {
	if twwidth.Width(plain(text)) <= width {
		return []string{plain(text)}
	}
	for _, words := range twwarp.WrapWords(strings.Split(text, " "), 1, width, 1e5) {
		lines = append(lines, plain(strings.Join(words, " ")))
	}
	return lines
}

// plain writes the special spaces as they appear on the page.
func plain(text string) string { return spaces.Replace(text) }

var spaces = strings.NewReplacer(NBSP, " ", Break, "", "\u200b", "")
