package page

import (
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

const gap = 2 // between columns

// Table lays out a table: a header, a rule and rows. If the page is too narrow, cells wrap at spaces. Columns
// that still do not fit make another table below, next to the key columns, the first ones, which tell the
// rows apart.
func (p Page) Table(header []string, rows [][]string, key int) string {
	if len(header) == 0 {
		return ""
	}
	lines := append([][]string{header}, rows...)
	var blocks []string
	for from := key; from < len(header) || blocks == nil; {
		to := len(header)
		block := columns(lines, key, from, to)
		widths := p.fit(block)
		for ; to > from+1 && total(widths) > p.MaxWidth(); widths = p.fit(block) {
			to--
			block = columns(lines, key, from, to)
		}
		blocks = append(blocks, grid(block[0], block[1:], widths))
		from = to
	}
	return strings.Join(blocks, "\n")
}

// Columns lays out rows of equal length in indented columns, without a header.
func (p Page) Columns(rows [][]string, indent int) string {
	if len(rows) == 0 {
		return ""
	}
	narrower := Page{Width: p.MaxWidth() - indent}
	var b strings.Builder
	for line := range strings.Lines(grid(nil, rows, narrower.fit(rows))) {
		b.WriteString(strings.Repeat(" ", indent) + line)
	}
	return b.String()
}

// columns returns the key columns of all lines, and those of a range.
func columns(lines [][]string, key, from, to int) [][]string {
	block := make([][]string, len(lines))
	for i, line := range lines {
		block[i] = append(append([]string{}, line[:key]...), line[from:to]...)
	}
	return block
}

// fit returns the widths of the columns: those of their texts. If the page does not hold these, the widest
// columns shrink until it does, but not below their longest words.
func (p Page) fit(lines [][]string) []int {
	widths := make([]int, len(lines[0]))
	words := make([]int, len(widths))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], twwidth.Width(plain(cell)))
			for word := range strings.SplitSeq(cell, " ") {
				words[i] = max(words[i], twwidth.Width(word))
			}
		}
	}
	for total(widths) > p.MaxWidth() {
		widest := -1
		for i, w := range widths {
			if w > words[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

func total(widths []int) int {
	sum := -gap
	for _, w := range widths {
		sum += w + gap
	}
	return sum
}

// grid writes rows in columns of these widths, below a header unless that is nil.
func grid(header []string, rows [][]string, widths []int) string {
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone}, // wrapped already
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft},
	}
	for range widths {
		cells.Padding.PerColumn = append(cells.Padding.PerColumn,
			tw.Padding{Right: strings.Repeat(" ", gap), Overwrite: true})
	}
	cells.Padding.PerColumn[len(widths)-1].Right = ""
	var b strings.Builder
	t := tablewriter.NewTable(&b,
		tablewriter.WithConfig(tablewriter.Config{Header: cells, Row: cells}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbolCustom("rule").WithRow("─").WithColumn("").WithCenter("─"),
			Settings: tw.Settings{Separators: tw.Separators{BetweenColumns: tw.Off},
				Lines: tw.Lines{ShowHeaderLine: tw.On}},
		})))
	wrapped := func(row []string) []string {
		list := make([]string, len(row))
		for i, cell := range row {
			list[i] = strings.Join(wrap(cell, widths[i]), "\n")
		}
		return list
	}
	if header != nil {
		t.Header(wrapped(header))
	}
	for _, row := range rows {
		if err := t.Append(wrapped(row)); err != nil {
			panic("page: " + err.Error()) // strings cannot fail
		}
	}
	if err := t.Render(); err != nil {
		panic("page: " + err.Error())
	}
	var trimmed strings.Builder
	for line := range strings.Lines(b.String()) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.String()
}
