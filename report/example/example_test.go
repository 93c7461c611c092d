package example

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"proxflow/experiments"
	_ "proxflow/paper-figures" // its catalog
	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
	"proxflow/theory/catalog"
	_ "proxflow/theory/ot" // its catalog
)

// TestEveryExampleRuns loads the example of every entry. Those of claim P run, and pass. That of another
// check is the first case of a shipped spec, so that whatever runs that one runs the example. A figure
// belongs to a shipped spec.
func TestEveryExampleRuns(t *testing.T) {
	dir := t.TempDir()
	var quick []*spec.Spec
	for _, f := range catalog.All() {
		for _, name := range f.Names() {
			text, where, ok := Of(f, name)
			if !ok {
				if f.Kind() != "solver" {
					t.Errorf("%s %s has no example", f.Kind(), name)
				}
				continue
			}
			if !strings.Contains(text, name) {
				t.Errorf("the example of %s %s does not name it:\n%s", f.Kind(), name, text)
			}
			if where != "" {
				shipped, err := experiments.FS.ReadFile(where)
				if err != nil {
					t.Fatal(err)
				}
				text = string(shipped) + "\n" + text
			} else {
				text = strings.Replace(text, `"my-`, `"`+f.Kind()+"-"+name+"-", 1)
			}
			file := filepath.Join(dir, f.Kind()+"-"+name+".toml")
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			list, err := spec.Load(results.Ordinary, file)
			if err != nil {
				t.Errorf("%v\n%s", err, text)
				continue
			}
			if s := list[0]; s.Check == first && where == "" {
				quick = append(quick, s)
			} else if f.Kind() == "check" && !ships(s) {
				t.Errorf("no shipped spec runs the case of the example of %s:\n%s", name, text)
			}
		}
	}
	if len(quick) < 60 {
		t.Errorf("only %d examples run", len(quick))
	}
	store, err := results.Open(filepath.Join(dir, "x.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := runner.Run(t.Context(), store, quick, runner.Options{}); err != nil {
		t.Fatal(err)
	}
	j, err := runner.Judge(store)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range j.Experiments {
		if e.Verdict != results.Pass {
			t.Errorf("the example %s: %s: %s", e.Name, e.Verdict, e.Why)
		}
	}
}

// ships says whether a shipped spec has the first case of an example.
func ships(s *spec.Spec) bool {
	return slices.ContainsFunc(shippedSpecs(), func(o *spec.Spec) bool {
		return slices.ContainsFunc(o.Cases, func(c results.Case) bool {
			return string(c.Params) == string(s.Cases[0].Params)
		})
	})
}
