package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// table writes aligned rows one by one, so that each result shows at once.
type table struct {
	w     io.Writer
	width []int
}

// newTable writes the header. The width of a column is the expected width of its widest cell.
func newTable(w io.Writer, columns []column) *table {
	t := &table{w: w}
	var head []string
	sum := -2
	for _, c := range columns {
		head = append(head, c.head)
		t.width = append(t.width, max(c.width, len([]rune(c.head))))
		sum += t.width[len(t.width)-1] + 2
	}
	t.row(head...)
	fmt.Fprintln(w, strings.Repeat("─", sum))
	return t
}

type column struct {
	head  string
	width int
}

func (t *table) row(cells ...string) {
	var b strings.Builder
	for i, c := range cells {
		fmt.Fprintf(&b, "%-*s  ", t.width[i], c)
	}
	fmt.Fprintln(t.w, strings.TrimRight(b.String(), " "))
}

// digits formats a positive number with at least three digits.
func digits(x float64) string {
	switch {
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// duration formats a time in seconds with its unit.
func duration(seconds float64) string {
	switch {
	case seconds < 1e-3:
		return digits(1e6*seconds) + " µs"
	case seconds < 1:
		return digits(1e3*seconds) + " ms"
	}
	return digits(seconds) + " s"
}

// mebibytes formats a size in MiB.
func mebibytes(bytes int64) string { return fmt.Sprintf("%d", (bytes+1<<19)>>20) }

// progress shows on a terminal what is running; elsewhere it shows nothing.
type progress struct{ w io.Writer }

func newProgress(w io.Writer) progress {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return progress{w}
	}
	return progress{io.Discard}
}

func (p progress) say(format string, args ...any) { fmt.Fprintf(p.w, "\r\x1b[K"+format, args...) }

func (p progress) clear() { fmt.Fprint(p.w, "\r\x1b[K") }
