package report

import (
	"os/exec"
	"runtime"
	"testing"
)

func TestAShellReadsTheNameOfAFileThatIsQuoted(t *testing.T) {
	for name, want := range map[string]string{
		"experiments/recovery.toml": "experiments/recovery.toml",
		"a b.toml":                  "'a b.toml'",
		"it's.toml":                 `'it'\''s.toml'`,
		"-x.toml":                   "./-x.toml",
		"$(rm -rf).toml":            "'$(rm -rf).toml'",
		"~/a;b\n.toml":              "'~/a;b\n.toml'",
		"é.toml":                    "'é.toml'",
		"":                          "''",
	} {
		got := Quoted(name)
		if got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
		if name[:min(1, len(name))] == "-" || runtime.GOOS == "windows" {
			continue
		}
		read, err := exec.Command("sh", "-c", "printf %s "+got).Output()
		if err != nil || string(read) != name {
			t.Errorf("%q: a shell reads %q, %v", name, read, err)
		}
	}
}
