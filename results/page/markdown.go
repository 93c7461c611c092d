package page

import (
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Markdown lays out a table in the Markdown of GitHub. Its texts are Markdown already.
func Markdown(header []string, rows [][]string) string {
	asIs := tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone}
	left := tw.CellAlignment{Global: tw.AlignLeft}
	var b strings.Builder
	grid := tablewriter.NewTable(&b, tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithConfig(tablewriter.Config{
			Header: tw.CellConfig{Formatting: asIs, Alignment: left},
			Row:    tw.CellConfig{Formatting: asIs, Alignment: left},
		}))
	grid.Header(header)
	err := grid.Bulk(rows)
	if err == nil {
		err = grid.Render()
	}
	if err != nil {
		panic("page: " + err.Error()) // strings cannot fail
	}
	return b.String()
}
