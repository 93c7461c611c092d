package figures

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"slices"
	"strings"
	"testing"
)

func figureSpec(t *testing.T, name string, ref any) results.FigureSpec {
	t.Helper()
	b, err := json.Marshal(ref)
	if err != nil {
		t.Fatal(err)
	}
	return results.FigureSpec{Name: name, Draw: b}
}

// render returns a figure's bytes in one format.
func render(t *testing.T, from Source, ref any, format string) (string, error) {
	t.Helper()
	files, err := Render(from, "some-experiment", figureSpec(t, "figure", ref), t.TempDir(), format)
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b), nil
}

func must(t *testing.T, from Source, ref any, format string) string {
	t.Helper()
	s, err := render(t, from, ref, format)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryFigureHasASample(t *testing.T) {
	drawn := map[string]bool{}
	for _, s := range samples {
		_, ref, err := Catalog.Build(s.ref)
		if err != nil {
			t.Fatal(err)
		}
		drawn[ref["name"].(string)] = true
	}
	if got := slices.Sorted(maps.Keys(drawn)); !slices.Equal(got, Catalog.Names()) {
		t.Errorf("samples of %v, figures %v", got, Catalog.Names())
	}
}

// SVG and PDF are rendered ten times: an order that a map decides may come out right a few times. A PNG has
// the same strokes and costs more; it is rendered once, except for one sample. PROXFLOW_FIGURES=directory
// keeps the files.
func TestSameDataGiveTheSameBytes(t *testing.T) {
	dir := os.Getenv("PROXFLOW_FIGURES")
	if dir == "" {
		dir = t.TempDir()
	}
	for name, s := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := Render(s.from, "e", figureSpec(t, name, s.ref), dir, canvas.Formats...)
			if err != nil {
				t.Fatal(err)
			}
			for i, file := range files {
				first, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for n := 2; n <= 10 && (canvas.Formats[i] != "png" || name == "image-strip"); n++ {
					if must(t, s.from, s.ref, canvas.Formats[i]) != string(first) {
						t.Fatalf("render %d of %s has other bytes", n, file)
					}
				}
			}
		})
	}
	pdf := must(t, samples["cantor"].from, "map", "pdf")
	if strings.Count(pdf, "Date (D:19700101000000") != 2 {
		t.Error("the PDF bears a date of its own")
	}
}

func TestEveryFormatIsWhatItsNameSays(t *testing.T) {
	for format, magic := range map[string]string{"svg": "<?xml", "pdf": "%PDF-1.", "png": "\x89PNG\r\n"} {
		if s := must(t, samples["cantor"].from, "map", format); !strings.HasPrefix(s, magic) {
			t.Errorf("%s starts with %q", format, s[:8])
		}
	}
}

func TestBadRequestsLeaveNoFiles(t *testing.T) {
	from, dir := samples["cantor"].from, t.TempDir()
	for _, c := range []struct {
		name, draw, format, dir, says string
	}{
		{"../up", `"map"`, "svg", dir, "plain word"},
		{"a", `"map"`, "gif", dir, `"gif"`},
		{"a", `"mpa"`, "svg", dir, `did you mean "map"?`},
		{"a", `{"name": "map", "marks": 0}`, "svg", dir, "marks"},
		{"a", `{"name": "error-against-time", "only": ["linear"]}`, "svg", dir, "schedule=linear"},
		{"a", `{`, "svg", dir, "JSON"},
		{"a", `"map"`, "svg", filepath.Join(dir, "missing"), "missing"},
	} {
		spec := results.FigureSpec{Name: c.name, Draw: json.RawMessage(c.draw)}
		_, err := Render(from, "e", spec, c.dir, c.format)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("left %v", files)
	}
}

func TestAFileIsReplacedWhole(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "a.svg")
	if err := os.WriteFile(old, bytes.Repeat([]byte("x"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := Render(samples["cantor"].from, "e", figureSpec(t, "a", "map"), dir, canvas.Formats...)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{old, filepath.Join(dir, "a.pdf"), filepath.Join(dir, "a.png")}
	if !slices.Equal(files, want) {
		t.Errorf("wrote %v, want %v", files, want)
	}
	if b, _ := os.ReadFile(old); !strings.HasSuffix(string(b), "</svg>\n") {
		t.Error("the old file shows through")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("left other files: %v", entries)
	}
}
