package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	figures "proxflow/paper-figures"
	"proxflow/results"
)

func (c *command) reproduceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reproduce [SPEC or DIR]…",
		Short: "Run everything, write tables and figures, and show the scoreboard",
		Long: `Run the trials that the store lacks, by default those of the specs that come with proxflow. Then write every table and
figure into tables/ and figures/ of the output directory, and show the scoreboard.`,
		ValidArgsFunction: completeSpecs,
		RunE: func(cmd *cobra.Command, args []string) error {
			specs, err := c.specs(args)
			if err != nil {
				return err
			}
			return c.withStore(results.Open, func(store *results.Store) error {
				if err := c.run(cmd.Context(), store, specs); err != nil {
					return err
				}
				tables, err := c.writeTables(store)
				if err != nil {
					return err
				}
				drawn, undrawn := c.figures(store, nil, figures.Formats)
				fmt.Fprintf(c.err, "%s: %d files of tables, %d of figures\n", c.dir, tables, len(drawn))
				if err := c.judge(store, names(specs)...); err != nil {
					return err
				}
				return undrawn
			})
		},
	}
}

// writeTables writes every table in every format, and counts the files.
func (c *command) writeTables(store *results.Store) (files int, err error) {
	tables, err := c.tables(store, nil)
	if err != nil {
		return 0, err
	}
	dir := filepath.Join(c.dir, "tables")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, fmt.Errorf("%s: cannot make this directory: %w", dir, cause(err))
	}
	for _, t := range tables {
		for _, f := range results.Formats() {
			var b bytes.Buffer
			if err := f.Write(&b, t); err != nil {
				return files, err
			}
			if err := writeFile(filepath.Join(dir, t.Name+"."+f.Extension), b.Bytes()); err != nil {
				return files, err
			}
			files++
		}
	}
	return files, nil
}

// writeFile replaces a file, whose name its error tells.
func writeFile(name string, content []byte) error {
	if err := os.WriteFile(name, content, 0o666); err != nil {
		return fmt.Errorf("%s: cannot write: %w", name, cause(err))
	}
	return nil
}
