package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"proxflow/report/changes"
	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
)

// baseline is the part of check that compares with a baseline, or updates it.
type baseline struct {
	file, why string
	update    bool
	before    *changes.State // nil: there is none
}

func (b *baseline) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&b.file, "baseline", "", "fail if something is worse than `FILE` says")
	cmd.Flags().BoolVar(&b.update, "update-baseline", false,
		"write the file of --baseline, with the reason of --why")
	cmd.Flags().StringVar(&b.why, "why", "", "`REASON` of an update; the file keeps it")
}

// read checks the flags and reads the baseline.
func (b *baseline) read(cmd *cobra.Command) (err error) {
	given := cmd.Flags().Changed
	b.why = strings.Join(strings.Fields(b.why), " ")
	switch {
	case given("baseline") && b.file == "":
		return usagef("--baseline: the name of the file is empty")
	case b.update && b.file == "":
		return usagef("--update-baseline: name the file with --baseline FILE")
	case b.update && b.why == "":
		return usagef("--update-baseline: say why with --why REASON")
	case given("why") && !b.update:
		return usagef("--why: it is the reason of --update-baseline, which is not given")
	case b.file == "":
		return nil
	}
	b.before, err = changes.Read(b.file)
	if b.update && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// compare returns what has changed since the baseline, or writes the baseline anew.
func (b *baseline) compare(s *results.Snapshot, j runner.Judgement, names []string) (list []changes.Change,
	err error) {
	if b.file == "" {
		return nil, nil
	}
	now, err := changes.Of(s, j, b.before)
	if err != nil {
		return nil, err
	}
	if b.before != nil {
		if err := b.before.Check(b.file, now); err != nil {
			return nil, err
		}
		list = changes.Compare(b.before, now, names...)
	}
	if !b.update {
		return list, nil
	}
	for _, e := range j.Experiments {
		for _, c := range e.Cases {
			if c.Missing > 0 {
				return nil, usagef("--update-baseline: trials of %s have not run; run them first", e.Name)
			}
		}
	}
	if now, err = changes.Of(s, j, nil); err != nil {
		return nil, err
	}
	next, changed := changes.Update(b.before, now, b.why, names...)
	if !changed {
		return nil, nil
	}
	return list, results.WriteFile(b.file, next.Text())
}

// show writes what has changed, and says whether that fails.
func (b *baseline) show(w io.Writer, p page.Page, list []changes.Change) (fails bool) {
	const most = 40
	lines := changes.Sentences(list)
	for i, line := range lines {
		if i == most {
			io.WriteString(w, p.Line(fmt.Sprintf("and %d more lines like these", len(lines)-most)))
			break
		}
		if b.update {
			line = "accepted: " + line
		}
		io.WriteString(w, p.Line(line))
	}
	for _, c := range list {
		fails = fails || c.Fails() && !b.update
	}
	return fails
}
