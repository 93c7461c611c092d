package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	_ "proxflow/paper-figures" // its catalog
	"proxflow/report"
	"proxflow/scaffold"
	"proxflow/theory/catalog"
	_ "proxflow/theory/ot" // its catalog
)

func (c *command) listCommand() *cobra.Command {
	var plural []string
	for _, f := range catalog.All() {
		plural = append(plural, f.Kind()+"s")
	}
	return &cobra.Command{
		Use:   "list [" + strings.Join(plural, "|") + " or NAME]…",
		Short: "Show what specs may name, with parameters and defaults; for a NAME also an example",
		Long: `Show the entries of some catalogs, or of all, with their parameters, defaults and bounds.
The NAME of an entry shows that one, with a spec that uses it.`,
		ValidArgsFunction: cobra.FixedCompletions(append(slices.Clone(plural), entryNames()...),
			cobra.ShellCompDirectiveNoFileComp),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = plural
			}
			for _, arg := range args {
				_, ok := catalog.ByKind(strings.TrimSuffix(arg, "s"))
				if names := entryNames(); !ok && !slices.Contains(names, arg) {
					return unknown("catalog or entry of one", arg, append(names, plural...))
				}
			}
			for i, arg := range args {
				gap := strings.Repeat("\n", min(i, 1))
				if f, ok := catalog.ByKind(strings.TrimSuffix(arg, "s")); ok {
					if len(args) > 1 {
						fmt.Fprintf(c.out, "%s%ss\n\n", gap, f.Kind())
					}
					report.Catalog(c.out, c.page, f)
					continue
				}
				for _, f := range catalog.All() { // a name may stand in several
					if slices.Contains(f.Names(), arg) {
						io.WriteString(c.out, gap)
						report.Entry(c.out, c.page, f, arg)
						gap = "\n"
					}
				}
			}
			return nil
		},
	}
}

// entryNames returns the names of the entries of all catalogs.
func entryNames() (names []string) {
	for _, f := range catalog.All() {
		names = append(names, f.Names()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (c *command) newCommand() *cobra.Command {
	next := map[string]string{
		"spec":      "run it with: proxflow run %s",
		"potential": "test it with: go test ./theory/potential; then add it to the sweeps in experiments/",
		"check":     "test it with: go test ./theory/claim/exact; then write its spec in experiments/",
	}
	return &cobra.Command{
		Use:   "new spec|potential|check NAME",
		Short: "Write the start of a spec, a potential or a check, which works and is there to be changed",
		Long: `Write the start of a spec, a potential or a check, which works and is there to be changed.

A spec is the file NAME.toml in this directory. A potential or a check is a Go file with
its test, in the checkout of proxflow that holds this directory. Nothing is replaced.`,
		ValidArgs: scaffold.Kinds,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("want what to write and its name: proxflow new spec|potential|check NAME")
			}
			files, err := scaffold.New(".", args[0], args[1])
			for _, f := range files {
				fmt.Fprintln(c.out, f)
			}
			if err != nil {
				return err
			}
			text := next[args[0]]
			if args[0] == "spec" {
				text = fmt.Sprintf(text, files[0])
			}
			fmt.Fprintln(c.err, text)
			return nil
		},
	}
}
