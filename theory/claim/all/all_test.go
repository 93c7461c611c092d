package all

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
)

// Package all imports every package below theory/claim that adds to the catalog.
func TestEveryRoomIsLinked(t *testing.T) {
	self, err := parser.ParseFile(token.NewFileSet(), "all.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var linked []string
	for _, i := range self.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		linked = append(linked, strings.TrimPrefix(name, "proxflow/theory/claim/"))
	}
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	rooms := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") && strings.Contains(string(source), "claim.Catalog.Add(") {
			rooms[filepath.Base(filepath.Dir(file))] = true
		}
	}
	if len(rooms) < 3 {
		t.Errorf("only %v add checks", rooms)
	}
	for room := range rooms {
		if !slices.Contains(linked, room) {
			t.Errorf("theory/claim/%s adds checks, but is not linked", room)
		}
	}
}

func TestEveryCheckDeclaresEachMetricOnceWithItsDocumentation(t *testing.T) {
	names := claim.Catalog.Names()
	if len(names) < 7 {
		t.Errorf("only %v are linked", names)
	}
	for _, name := range names {
		check, _ := claim.Catalog.Blank(name)
		seen := map[string]bool{}
		for _, m := range check.Metrics() {
			if seen[m.Name] || !catalog.IsName(m.Name) || m.Doc == "" || !(m.Times >= 1) {
				t.Errorf("%s declares %+v, which is declared twice or lacks something", name, m)
			}
			seen[m.Name] = true
		}
		if len(seen) == 0 {
			t.Errorf("%s measures nothing", name)
		}
	}
}
