package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"proxflow/report/show"
)

func (c *command) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show what decides the numbers of this program: commit, Go, processor and mathematics",
		Long: `Show what decides the numbers of this program on this machine.

The mathematics is the fingerprint of the source below theory/, of Go and gonum, and of
the features of the processor that change last digits. A stored trial counts only while
it is the same.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			p := show.ThisProgram(version())
			if asJSON {
				return p.JSON(c.out)
			}
			p.Text(c.out, c.page)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write a JSON object, with the versions of all modules")
	return cmd
}

// version is the version of the source that the program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "of unknown source"
}
