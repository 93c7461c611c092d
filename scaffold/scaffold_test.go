package scaffold

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"proxflow/results"
	"proxflow/runner"
	"proxflow/runner/spec"
)

// TestWhatIsWrittenBuildsAndPasses writes a potential and a check beside the module, and lets Go build and
// test the module as if they stood in it.
func TestWhatIsWrittenBuildsAndPasses(t *testing.T) {
	module, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for what, name := range map[string]string{"potential": "my-target", "check": "my-claim"} {
		root := t.TempDir()
		write := func(name, text string) {
			file := filepath.Join(root, name)
			err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o666))
			if err != nil {
				t.Fatal(err)
			}
		}
		write("go.mod", "module proxflow\n")
		write(kinds[what].dir+"/any.go", "package any\n")
		files, err := New(filepath.Join(root, kinds[what].dir), what, name)
		if err != nil || len(files) != 2 {
			t.Fatalf("%s: %v, %v", what, files, err)
		}
		overlay := map[string]string{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if formatted, err := format.Source(text); err != nil || !bytes.Equal(text, formatted) {
				t.Errorf("%s is not as gofmt writes it: %v", file, err)
			}
			within, err := filepath.Rel(root, file)
			if err != nil {
				t.Fatal(err)
			}
			overlay[filepath.Join(module, within)] = file
		}
		_, again := New(root, what, name)
		if !errors.As(again, new(Error)) || !strings.Contains(again.Error(), "already") {
			t.Errorf("a second %s replaces the first, or says %v", what, again)
		}
		text, err := json.Marshal(map[string]any{"Replace": overlay})
		if err != nil {
			t.Fatal(err)
		}
		write("overlay.json", string(text))
		cmd := exec.Command("go", "test", "-overlay", filepath.Join(root, "overlay.json"), "-vet=all",
			"-count=1", "-v", "-run", "TestMyTarget|TestMyClaim", "./"+kinds[what].dir)
		cmd.Dir = module
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestMy") {
			t.Errorf("%s: %v\n%s", what, err, out)
		}
	}
}

func TestTheSpecThatIsWrittenPasses(t *testing.T) {
	dir := t.TempDir()
	files, err := New(dir, "spec", "my-targets")
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	specs, err := spec.Load(results.Ordinary, files...)
	if err != nil {
		t.Fatal(err)
	}
	store, err := results.Open(filepath.Join(dir, "x.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := runner.Run(t.Context(), store, specs, runner.Options{}); err != nil {
		t.Fatal(err)
	}
	if j, err := runner.Judge(store); err != nil || j.Exit() != 0 {
		t.Errorf("%+v, %v", j, err)
	}
}

func TestABadNameOrPlaceIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ dir, what, name, want string }{
		{dir, "tabel", "x", `"tabel" is not`},
		{dir, "spec", "My spec", `"My spec" is not a name`},
		{dir, "spec", "2d", `"2d" is not a name`},
		{dir, "potential", "my-target", "not in a checkout of proxflow"},
		{".", "potential", "ball", `there is already a potential "ball"`},
		{".", "potential", "part", "has a type Part already"},
		{".", "check", "my-test", "ends in _test is special"},
		{filepath.Join(dir, "none"), "spec", "x", "cannot write"},
	} {
		files, err := New(c.dir, c.what, c.name)
		if !errors.As(err, new(Error)) || files != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, %v; want %s", c.what, c.name, files, err, c.want)
		}
	}
}
