package report

import (
	"encoding/json"
	"strings"
	"testing"

	"proxflow/report/changes"
	"proxflow/results"
)

// GitHub ends a message at a line break, and a property at a colon or a comma.
func TestAnnotationsEscapeWhatGitHubReserves(t *testing.T) {
	f := newFixture(t)
	e := experiment("one", "ball")
	e.File, e.Text = "a:b,c 100%.toml", "not a spec"
	f.check(f.store.Plan(e))
	f.check(f.store.Put(f.begin("", false), results.Trial{Key: "ball", Params: json.RawMessage("{}"),
		Err: "50 % of: a,\r\nb"}))
	j := f.judge()
	var b strings.Builder
	f.snapshot(func(s *results.Snapshot) {
		f.check(GitHub(&b, s, j, []changes.Change{
			{Kind: changes.Moved, Experiment: "one", Case: "x", CaseNo: -1, Text: "it moved"},
			{Kind: changes.Vanished, Experiment: "gone, long", CaseNo: -1, Text: "it has vanished"},
			{Kind: changes.Added, Experiment: "one", Text: "it is new"},
		}))
	})
	same(t, "annotations", b.String(), `::error file=a%3Ab%2Cc 100%25.toml,line=1,title=error%3A one::`+
		`the only case: 50 %25 of: a,%0D%0Ab
::error file=a%3Ab%2Cc 100%25.toml,line=1,title=regression%3A one::it moved
::error title=regression%3A gone%2C long::it has vanished
`)
}
