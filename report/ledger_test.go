package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"proxflow/results"
)

func TestOnlyWhatHasChangedIsMadeAgain(t *testing.T) {
	f := newFixture(t)
	dir := t.TempDir()
	run := f.begin("a1", false)
	one, two := experiment("one", "ball", "box"), experiment("two", "torus")
	two.Tables[0].Metrics = append(two.Tables[0].Metrics, results.Shown{Metric: "one/error"})
	one.Figures = []results.FigureSpec{{Name: "curves",
		Draw: json.RawMessage(`{"name": "error-against-time", "metric": "error", "by": "target"}`)}}
	f.check(f.store.Plan(one))
	f.check(f.store.Plan(two))
	f.put(run, "ball", 0.5)
	f.put(run, "torus", 0.25)

	formats := func(name string) (files []string) {
		for _, extension := range []string{"csv", "json", "md", "tex", "txt"} {
			files = append(files, "tables/"+name+"."+extension)
		}
		return files
	}
	figure := []string{"figures/curves.pdf", "figures/curves.png", "figures/curves.svg"}
	all := slices.Concat(formats("one-table"), formats("two-table"), figure)
	text := func(name string) string {
		content, err := os.ReadFile(filepath.Join(dir, name))
		f.check(err)
		return string(content)
	}
	same(t, "at first", f.write(dir), all)
	same(t, "again", f.write(dir), []string(nil))
	before := text("tables/one-table.tex")

	f.check(os.Remove(filepath.Join(dir, "tables/one-table.tex")))
	f.check(os.WriteFile(filepath.Join(dir, "tables/two-table.md"), []byte("edited by hand"), 0o666))
	f.check(os.Remove(filepath.Join(dir, "figures/curves.svg")))
	same(t, "after a removal and an edit", f.write(dir),
		[]string{"tables/one-table.tex", "tables/two-table.md", "figures/curves.svg"})
	same(t, "the removed table", text("tables/one-table.tex"), before)
	same(t, "again", f.write(dir), []string(nil))

	f.put(run, "unplanned", 9)
	same(t, "after a trial of no experiment", f.write(dir), []string(nil))
	f.put(f.begin("b2", true), "box", 0.75)
	same(t, "after a trial of one, which two shows as well", f.write(dir), all)
	if table := text("tables/one-table.txt"); !strings.Contains(table, "box     7.5e-01") ||
		!strings.Contains(table, "commits a1, b2 with changes\n") {
		t.Error(table)
	}
	f.put(f.begin("b2", true), "torus", 0.125) // the same key, run again
	same(t, "after a trial of two", f.write(dir), formats("two-table"))

	two.Tables[0].Title = "Another title"
	f.check(f.store.Plan(two))
	same(t, "after a change of two's spec", f.write(dir), formats("two-table"))
	one.Title = "Another claim"
	f.check(f.store.Plan(one))
	same(t, "after a change of one's title", f.write(dir), all)

	f.check(os.WriteFile(filepath.Join(dir, ledgerName), []byte("{"), 0o666))
	same(t, "without a ledger", f.write(dir), all)
}

func TestAnotherProgramMakesAllAgain(t *testing.T) {
	f := newFixture(t)
	dir := t.TempDir()
	f.check(f.store.Plan(experiment("one", "ball")))
	f.put(f.begin("a1", false), "ball", 0.5)
	f.write(dir)
	l := openLedger(dir)
	if l.program == "" {
		t.Fatal("this program has no hash")
	}
	f.snapshot(func(s *results.Snapshot) {
		of, err := read(s)
		f.check(err)
		e := of.experiments[0]
		for _, program := range []string{l.program, "another"} {
			fresh := l.fresh("tables/one-table.txt",
				func(reads []string) string { return of.from(program, e.Name, e.Tables[0], reads) })
			if fresh != (program == l.program) {
				t.Errorf("made by %s: fresh %t", program, fresh)
			}
		}
	})
}
