package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	_ "proxflow/paper-figures" // its catalog
	"proxflow/report"
	"proxflow/theory/catalog"
	_ "proxflow/theory/ot" // its catalog
)

func (c *command) listCommand() *cobra.Command {
	var plural []string
	for _, f := range catalog.All() {
		plural = append(plural, f.Kind()+"s")
	}
	return &cobra.Command{
		Use:       "list [" + strings.Join(plural, "|") + "]…",
		Short:     "Show what specs may name, with parameters and defaults",
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
				report.Catalog(c.out, c.page, f)
			}
			return nil
		},
	}
}
