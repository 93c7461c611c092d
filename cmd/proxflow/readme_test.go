package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// asMake is what a make target of the README runs here; the others are only looked up in the Makefile.
var asMake = map[string]string{
	"reproduce": "proxflow reproduce --quick",
	"quick":     "proxflow reproduce --quick",
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks returns the fenced blocks of a language.
func blocks(text, language string) (list []string) {
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(text,
		-1) {
		list = append(list, m[1])
	}
	return list
}

func TestEveryCommandOfTheReadmeRuns(t *testing.T) {
	text := readme(t)
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	specs := blocks(text, "toml")
	if len(specs) != 1 {
		t.Fatalf("the README has %d specs, want 1", len(specs))
	}
	if err := os.WriteFile(filepath.Join(dir, "my.toml"), []byte(specs[0]), 0o666); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, line := range strings.Split(strings.Join(blocks(text, "sh"), ""), "\n") {
		if line == "" {
			continue
		}
		if target, ok := strings.CutPrefix(line, "make "); ok {
			if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).Match(makefile) {
				t.Errorf("%s: there is no such target", line)
			}
			if line, ok = asMake[target]; !ok {
				continue
			}
		}
		line, ok := strings.CutPrefix(strings.TrimPrefix(line, "bin/"), "proxflow ")
		if !ok {
			t.Errorf("%s: no command that this test can run", line)
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
		cmd := exec.CommandContext(ctx, "sh", "-c", "proxflow "+line)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("proxflow %s: %v\n%s", line, err, out)
		}
		if strings.HasPrefix(line, "reproduce") {
			if got, want := claims(string(out)), claims(text); len(got) != 6 || !slices.Equal(got, want) {
				t.Errorf("the README shows another scoreboard:\n%s\nthan\n%s", strings.Join(want, "\n"), out)
			}
		}
		cancel()
		ran++
	}
	if ran < 10 {
		t.Errorf("only %d commands of the README were run", ran)
	}
	everyToleranceIsBelowItsScale(t, filepath.Join(dir, "out", "results.sqlite"))
	theBaselineIsKept(t, dir)
}

// theBaselineIsKept compares the quick grid, which a directory holds, with the project's own baseline.
func theBaselineIsKept(t *testing.T, dir string) {
	file, err := filepath.Abs("../../results/baseline-quick.toml")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() > 200_000 {
		t.Errorf("the baseline is to have less than 200 kB: %v, %v", info, err)
	}
	if out, err := program(t.Context(), dir, "check", "--baseline", file); err != nil {
		t.Errorf("%v:\n%s\nif this is meant, make baseline WHY=\"the reason\" accepts it", err, out)
	}
}

// claims returns the rows of the first scoreboard of a text, without the worst errors, which differ between
// processors, and with them the places where cells wrap.
func claims(text string) (rows []string) {
	lines := strings.Split(text, "\n")
	header := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "claim  verdict") })
	if header < 0 {
		return nil
	}
	of := func(line, from, to string) string {
		letters := []rune(line)
		start, end := strings.Index(lines[header], from), len(letters)
		if to != "" {
			end = min(end, strings.Index(lines[header], to))
		}
		return strings.TrimSpace(string(letters[min(start, end):end]))
	}
	for _, l := range lines[header+2:] {
		says := of(l, "what it says", "cases")
		switch {
		case l == "" || l[0] != ' ' && of(l, "verdict", "what") == "":
			return rows
		case l[0] != ' ':
			rows = append(rows, strings.Join([]string{of(l, "claim", "verdict"), of(l, "verdict", "what"),
				of(l, "cases", "worst"), of(l, "controls", ""), says}, " | "))
		case says != "":
			rows[len(rows)-1] += " " + says
		}
	}
	return rows
}

// TestTheReadmeShowsWhatIs compares what the README shows with where it comes from.
func TestTheReadmeShowsWhatIs(t *testing.T) {
	text := readme(t)
	for _, block := range blocks(text, "go") {
		source, err := os.ReadFile("../../theory/potential/ball.go")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), block) {
			t.Errorf("this is no part of ball.go:\n%s", block)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "my.toml"), []byte(blocks(text, "toml")[0]),
		0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := program(t.Context(), dir, "run", "my.toml"); err != nil {
		t.Fatal(err)
	}
	table, err := program(t.Context(), dir, "table")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^(ellipsoid|cantor)\S* `).FindAllString(string(table), -1)
	if len(rows) != 2 {
		t.Errorf("the table has not the rows of the README:\n%s", table)
	}
	for _, row := range rows {
		if !strings.Contains(text, "\n"+row) {
			t.Errorf("the README does not show the row %q", row)
		}
	}
}
