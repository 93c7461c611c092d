package guard

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// unguarded lists the goroutines in a source that do not call through Do: "file.go:12".
func unguarded(t *testing.T, name string, source any) (places []string, goroutines int) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	// is reports whether a call is to a function or method of this name, of this package if one is given.
	is := func(call *ast.CallExpr, pkg, name string) bool {
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != name {
			return false
		}
		of, ok := s.X.(*ast.Ident)
		return pkg == "" || ok && of.Name == pkg
	}
	ast.Inspect(file, func(n ast.Node) bool {
		starts := false
		switch n := n.(type) {
		case *ast.GoStmt:
			starts = true
		case *ast.CallExpr:
			starts = is(n, "", "Go") // of a sync.WaitGroup
		}
		if !starts {
			return true
		}
		goroutines++
		guarded := false
		ast.Inspect(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			guarded = guarded || ok && is(call, "guard", "Do")
			return true
		})
		if !guarded {
			places = append(places, files.Position(n.Pos()).String())
		}
		return true
	})
	return places, goroutines
}

// A panic in a goroutine of the theory ends the process, and all trials with it, unless the goroutine runs
// through Do.
func TestGoroutinesOfTheTheoryCallThroughDo(t *testing.T) {
	total := 0
	err := filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		places, n := unguarded(t, file, nil)
		for _, p := range places {
			t.Errorf("%s: a goroutine without guard.Do", p)
		}
		total += n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total == 0 {
		t.Error("no goroutine was found, although some make batches")
	}
}

func TestAGoroutineWithoutDoIsFound(t *testing.T) {
	for source, want := range map[string]int{
		"go func() { guard.Do(f) }()":                0,
		"group.Go(func() { err = guard.Do(f) })":     0,
		"go f()":                                     1,
		"go func() { f() }()":                        1,
		"group.Go(func() { f() })":                   1,
		"guard.Do(f)\n\tgo func() { other.Do(f) }()": 1,
	} {
		if places, _ := unguarded(t, "p.go", "package p\n\nfunc p() {\n\t"+source+"\n}\n"); len(places) != want {
			t.Errorf("%s: %v, want %d", source, places, want)
		}
	}
}
