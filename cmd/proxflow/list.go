package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	_ "proxflow/paper-figures" // its catalog
	"proxflow/report"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	_ "proxflow/theory/ot" // its catalog
)

func (c *command) listCommand() *cobra.Command {
	var plural []string
	for _, f := range catalog.All() {
		plural = append(plural, f.Kind()+"s")
	}
	return &cobra.Command{
		Use:       "list [" + strings.Join(plural, "|") + "]…",
		Short:     "Show the catalogs, with parameters and defaults",
		ValidArgs: plural,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = plural
			}
			var families []catalog.Family
			for _, arg := range args {
				f, ok := catalog.ByKind(strings.TrimSuffix(arg, "s"))
				if !ok {
					return unknown("catalog", arg, plural)
				}
				families = append(families, f)
			}
			for i, f := range families {
				if len(args) > 1 {
					fmt.Fprintf(c.out, "%s%ss\n\n", strings.Repeat("\n", min(i, 1)), f.Kind())
				}
				c.list(f)
			}
			return nil
		},
	}
}

// list writes each entry of a catalog with its parameters.
func (c *command) list(f catalog.Family) {
	for _, name := range f.Names() {
		fmt.Fprintf(c.out, "%s: %s\n", name, f.Doc(name))
		var lines [][]string
		for _, p := range f.Params(name) {
			value := "default " + p.Default
			switch p.Default {
			case "required":
				value = p.Default
			case "":
				value = "optional"
			}
			lines = append(lines, []string{"  ", p.Key, p.Type, value, p.Bounds, p.Doc})
		}
		for _, line := range report.Columns(append(lines, metrics(f, name)...)) {
			fmt.Fprintln(c.out, line)
		}
	}
}

// metrics are the lines on what a check measures, with the default tolerance.
func metrics(f catalog.Family, name string) (lines [][]string) {
	check, ok := claim.Catalog.Blank(name)
	if !ok || f.Kind() != claim.Catalog.Kind() {
		return nil
	}
	for _, m := range check.Metrics() {
		lines = append(lines, []string{"  ", m.Name, "metric", fmt.Sprintf("within %g×budget", m.Times), "", m.Doc})
	}
	return lines
}
