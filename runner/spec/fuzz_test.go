package spec

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/experiments"
	"proxflow/results"
)

// FuzzLoad reads any text as a spec: cases with keys of their own, or an *Error in one line that names the
// file.
func FuzzLoad(f *testing.F) {
	files, err := fs.Glob(experiments.FS, "*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(experiments.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "1,2\n")
	}
	f.Add(header+"[sweep]\nt = [0.1, 0.5]\n[quick]\nsweep = { t = [0.1] }\n", "")
	f.Add(header+"params = { t = { file = \"p.csv\" } }\n", "0.1\n0.2\n")
	whole := maxTrials
	maxTrials = 20_000 // the largest grids take their time
	f.Cleanup(func() { maxTrials = whole })
	f.Fuzz(func(t *testing.T, text, numbers string) {
		files := fstest.MapFS{"f.toml": {Data: []byte(text)}, "p.csv": {Data: []byte(numbers)}}
		specs, err := LoadFS(files, results.Ordinary, "f.toml")
		var bad *Error
		switch {
		case err == nil && len(specs) == 1:
			keys := map[string]bool{}
			for _, c := range specs[0].Cases {
				for _, key := range c.Trials() {
					if control := c.Control != nil; keys[key] && !control {
						t.Errorf("two trials have the key %s", key)
					}
					keys[key] = true
				}
			}
		case !errors.As(err, &bad) || strings.ContainsAny(err.Error(), "\n\r\x1b") ||
			!strings.HasPrefix(err.Error(), "f.toml"):
			t.Errorf("got %q", err)
		}
	})
}
