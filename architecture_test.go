// Package proxflow_test holds what must be true of the source as a whole.
package proxflow_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers of our packages: each imports only what stands in a line above its own.
var layers = [][]string{
	{"theory", "theory/catalog", "theory/guard", "theory/random", "theory/rate",
		"theory/normal", "theory/pointset", "theory/quadrature"},
	{"theory/claim/series"},
	{"theory/manifold", "theory/schedule"},
	{"theory/potential"},
	{"theory/ot", "theory/flow", "theory/learn/internal/kernel"},
	{"theory/ot/assignment", "theory/ot/orderstat", "theory/ot/response", "theory/ot/semidiscrete"},
	{"theory/spectrum", "theory/learn"},
	{"theory/claim"},
	{"theory/claim/internal/coupling", "theory/claim/internal/estimate"},
	{"theory/claim/exact", "theory/claim/minibatch", "theory/claim/learned"},
	{"theory/claim/all"},
	{"results", "paper-figures/internal/canvas"},
	{"results/page"},
	{"results/table"},
	{"runner/selection", "runner/machine"},
	{"runner/spec"},
	{"runner", "paper-figures", "experiments"},
	{"runner/rerun", "runner/calibrate", "report/changes"},
	{"report/example", "scaffold"},
	{"report", "report/show"},
	{"cmd/proxflow", "bench", "scripts/mutants"},
}

// only is what a package may import of ours, where that is less than the layers above it.
var only = map[string][]string{
	"results":       {},
	"results/page":  {"results"},
	"results/table": {"results", "results/page"},
	"experiments":   {},

	"runner/machine":   {},
	"runner/selection": {"results", "theory/catalog"},
	"paper-figures":    {"results", "theory/catalog", "theory/claim/series", "paper-figures/internal/canvas"},

	"paper-figures/internal/canvas": {},
	"theory/claim/series":           {},
}

// libraries are the modules that the theory may use besides the standard library.
var libraries = []string{"gonum.org/v1/gonum", "golang.org/x/sys/cpu"}

// outside is what the theory knows nothing of, though the standard library has it.
var outside = []string{"database/sql", "flag", "html", "log", "net", "os"}

// forbidden says why a package of ours may not import a path, "" if it may. Both are without the module's
// name if they are ours.
func forbidden(from, to string, ours bool) string {
	theory := in(from, "theory")
	if !ours {
		library := strings.Contains(strings.Split(to, "/")[0], ".")
		within := func(parent string) bool { return in(to, parent) }
		switch {
		case theory && library && !slices.ContainsFunc(libraries, within):
			return "the theory uses no library but " + strings.Join(libraries, ", ")
		case theory && slices.ContainsFunc(outside, within):
			return "the theory knows nothing of files, databases or terminals"
		}
		return ""
	}
	layer := func(pkg string) int {
		return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, pkg) })
	}
	allowed, restricted := only[from]
	switch {
	case layer(from) < 0:
		return from + " stands in no layer"
	case layer(to) < 0:
		return to + " stands in no layer"
	case layer(to) >= layer(from):
		return "it does not stand to its left"
	case restricted && !slices.Contains(allowed, to):
		return fmt.Sprintf("of ours it imports only %q", allowed)
	}
	return ""
}

// in says whether a path is the parent or below it.
func in(path, parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

func TestImportsFollowTheLayers(t *testing.T) {
	const module = "proxflow"
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && name != "." && (name[0] == '.' || name == "testdata") {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(file, "go.mod")); file != "." && err == nil {
			return fs.SkipDir // a module of its own
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(file))
		seen[from] = true
		for _, i := range source.Imports {
			to, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			to, ours := strings.CutPrefix(to, module+"/")
			if why := forbidden(from, to, ours); why != "" {
				t.Errorf("%s imports %s: %s", file, to, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{
		"theory/catalog", "theory/claim", "results", "runner/spec", "runner", "report", "cmd/proxflow",
	} {
		if !seen[must] {
			t.Errorf("no source of %s was seen", must)
		}
	}
}

func TestForbiddenImportsAreFound(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ours     bool
		ok       bool
	}{
		{"theory/potential", "theory/catalog", true, true},
		{"theory/potential", "theory/claim", true, false}, // to the right
		{"theory/flow", "theory/ot", true, false},         // side by side
		{"theory/ot/assignment", "theory/ot", true, true}, // a room and its contract
		{"theory/ot", "theory/ot/assignment", true, false},
		{"theory/claim", "theory/claim/exact", true, false},             // the contract is left of its rooms
		{"theory/claim/exact", "theory/claim", true, true},              //
		{"theory/claim/learned", "theory/claim/minibatch", true, false}, // rooms are side by side
		{"theory/claim", "results", true, false},                        // the theory knows no store
		{"results", "theory/catalog", true, false},                      // the store knows no theory
		{"paper-figures", "results", true, true},                        //
		{"paper-figures", "theory/claim", true, false},                  // pictures come from the store alone
		{"paper-figures/internal/canvas", "results", true, false},       // and their strokes know no store
		{"paper-figures", "theory/claim/series", true, true},            // and share names with checks
		{"runner", "paper-figures", true, false},                        //
		{"results", "results/table", true, false},                       // what is stored knows no layout
		{"report", "runner", true, true},                                //
		{"runner", "report", true, false},                               // what runs does not report
		{"cmd/proxflow", "runner", true, true},                          //
		{"cmd/proxflow", "theory/new", true, false},                     // in no layer
		{"theory/new", "theory/catalog", true, false},                   //
		{"theory/potential", "gonum.org/v1/gonum/mat", false, true},
		{"theory/potential", "gonum.org/v1/plot", false, false},
		{"theory", "github.com/BurntSushi/toml", false, false},
		{"theory/claim", "database/sql", false, false},
		{"theory/claim", "os", false, false},
		{"theory/claim", "context", false, true},
		{"runner/spec", "github.com/BurntSushi/toml", false, true},
	} {
		if why := forbidden(c.from, c.to, c.ours); (why == "") != c.ok {
			t.Errorf("%s imports %s: got %q, want it allowed: %v", c.from, c.to, why, c.ok)
		}
	}
}
