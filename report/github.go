package report

import (
	"fmt"
	"io"
	"strings"

	"proxflow/experiments"
	"proxflow/report/changes"
	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// GitHub writes an annotation for each case that does not pass, and for each regression, as GitHub Actions
// reads it from the output of a step: on the line of the spec where the case, or else its experiment, stands.
// [https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands]
func GitHub(w io.Writer, store *results.Snapshot, j runner.Judgement, changed []changes.Change) error {
	all, err := store.Experiments()
	if err != nil {
		return err
	}
	planned := map[string]results.Experiment{}
	for _, e := range all {
		planned[e.Name] = e
	}
	judged := map[string]bool{}
	for _, o := range j.Experiments {
		judged[o.Name] = true
		a := annotations{w: w, experiment: planned[o.Name], file: planned[o.Name].File}
		a.line, a.lines = spec.Lines(a.experiment)
		if own, err := experiments.FS.ReadFile(a.file); err == nil && string(own) == a.experiment.Text {
			a.file = "experiments/" + a.file
		}
		a.judged(o)
		for _, c := range changed {
			if c.Experiment == o.Name && c.Fails() {
				a.error(a.lineOf(c), "regression: "+o.Name, c.Text)
			}
		}
	}
	for _, c := range changed {
		if c.Fails() && !judged[c.Experiment] { // it has vanished, and its file may have
			_, err = fmt.Fprintf(w, "::error title=%s::%s\n", property.Replace("regression: "+c.Experiment),
				data.Replace(c.Text))
		}
	}
	return err
}

// annotations are those of one experiment.
type annotations struct {
	w          io.Writer
	experiment results.Experiment
	file       string
	line       int   // of the experiment
	lines      []int // of its cases
}

// judged annotates the cases that do not pass, or the experiment if it fails as a whole.
func (a annotations) judged(o runner.ExperimentOutcome) {
	told := false
	for _, c := range o.Cases {
		if c.Verdict.Compare(results.Pass) > 0 {
			told = true
			a.error(a.lines[c.No], fmt.Sprintf("%s: %s", c.Verdict, o.Name), c.Label+": "+c.Why)
		}
	}
	if !told && o.Verdict.Compare(results.Pass) > 0 {
		a.error(a.line, fmt.Sprintf("%s: %s", o.Verdict, o.Name), o.Why)
	}
}

// lineOf is the line of the case that has changed, or of the experiment.
func (a annotations) lineOf(c changes.Change) int {
	if c.CaseNo < 0 || c.CaseNo >= len(a.lines) {
		return a.line
	}
	return a.lines[c.CaseNo]
}

func (a annotations) error(line int, title, text string) {
	fmt.Fprintf(a.w, "::error file=%s,line=%d,title=%s::%s\n", property.Replace(a.file), line,
		property.Replace(title), data.Replace(text))
}

// What GitHub has written in place of letters that end a message, or a property of it.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
