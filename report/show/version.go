package show

import (
	"cmp"
	"encoding/json"
	"io"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner"
	"proxflow/theory"
)

// Program is what decides the numbers that this program makes on this machine.
type Program struct {
	Version     string            `json:"version"` // of the module
	Commit      string            `json:"commit"`  // "" if unknown
	Dirty       bool              `json:"dirty"`   // with changes that are not committed
	Mathematics string            `json:"mathematics"`
	Go          string            `json:"go"`
	OS          string            `json:"os"`
	Arch        string            `json:"arch"`
	Level       string            `json:"level,omitempty"` // GOAMD64
	CPU         string            `json:"cpu"`
	Features    string            `json:"cpu-features"` // those that decide last digits
	Modules     map[string]string `json:"modules"`
}

// ThisProgram describes the running program, which is of this version of the module.
func ThisProgram(version string) Program {
	p := runner.Program()
	return Program{version, p.Commit, p.Dirty, theory.Fingerprint(), p.GoVersion, p.GOOS, p.GOARCH, p.GOAMD64,
		p.CPU, p.Features, p.Modules}
}

// JSON writes the program as a JSON object.
func (p Program) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p)
}

// Text writes the program for people.
func (p Program) Text(w io.Writer, layout page.Page) {
	commit := cmp.Or(p.Commit, "unknown")
	if p.Dirty {
		commit += " with changes"
	}
	io.WriteString(w, layout.Columns([][]string{
		{"proxflow", p.Version},
		{"commit", commit},
		{"mathematics", p.Mathematics},
		{"go", strings.Join(strings.Fields(p.Go+" "+p.OS+" "+p.Arch+" "+p.Level), " ")},
		{"processor", results.OneLine(strings.TrimSuffix(p.CPU+", with "+p.Features, ", with "))},
		{"gonum", p.Modules["gonum.org/v1/gonum"]},
	}, 0))
}
