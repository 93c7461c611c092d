package results

import (
	"bytes"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables of version 6, as that version made them.
//
//go:embed testdata/schema6.sql
var schema6 string

// older writes the content of a store as version 6 kept it.
func older(t *testing.T, path string, content []byte) {
	t.Helper()
	now := filepath.Join(t.TempDir(), "now.sqlite")
	if err := os.WriteFile(now, content, 0o666); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	copied := ""
	for _, table := range []string{
		"run", "trial", "measurement", "observation", "warning", "artifact", "experiment",
		"planned_case", "published", "planned_trial", "tolerance", "table_spec", "figure_spec"} {
		copied += fmt.Sprintf("INSERT INTO %[1]s SELECT %[2]s FROM now.%[1]s;", table, map[string]string{
			"run": `id, commit_id, dirty, go_version, modules, goos, goarch, goamd64, cpu, features, workers,
				command, specs, started, ended, status`,
			"trial":      "id, key, run, check_name, version, summary, params, seed, error, seconds",
			"experiment": "id, name, claim, title, check_name, file, text, size",
		}[table])
		copied = strings.ReplaceAll(copied, "SELECT  FROM", "SELECT * FROM")
	}
	const text = "; PRAGMA application_id = %d; PRAGMA user_version = 6; ATTACH '%s' AS now; %s"
	_, err = db.Exec(schema6 + fmt.Sprintf(text,
		applicationID, now, copied))
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnOlderStoreIsReadAndMigrated(t *testing.T) {
	dir := t.TempDir()
	now, before := filepath.Join(dir, "now.sqlite"), filepath.Join(dir, "before.sqlite")
	content := smallStore(t)
	if err := os.WriteFile(now, content, 0o666); err != nil {
		t.Fatal(err)
	}
	older(t, before, content)
	want := must(readAll(now))(t)

	s := must(OpenReadOnly(before))(t)
	if !s.Old() {
		t.Error("it does not say that it is old")
	}
	s.Close()
	untouched := must(os.ReadFile(before))(t)
	if got, err := readAll(before); err != nil || !bytes.Equal(got, want) {
		t.Errorf("before it is migrated: %v", err)
	}
	if !bytes.Equal(untouched, must(os.ReadFile(before))(t)) {
		t.Error("reading changed it")
	}

	s = open(t, before)
	if s.Old() {
		t.Error("it is old after it was migrated")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := readAll(before); err != nil || !bytes.Equal(got, want) {
		t.Errorf("after: %v", err)
	}
	columns := func(path string) string { // the digests are those of a store that was never old
		s := must(OpenReadOnly(path))(t)
		defer s.Close()
		var all string
		err := s.db.QueryRow(`SELECT group_concat(digest) || (SELECT group_concat(digest) FROM run) ||
			(SELECT group_concat(digest) FROM experiment) || (SELECT trials || experiments || runs FROM seal)
			FROM trial`).Scan(&all)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	same(t, "digests", columns(before), columns(now))

	s = open(t, before) // and from now on damage is seen
	if _, err := s.db.Exec("UPDATE measurement SET got = 3"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	var usage *UsageError
	if _, err := readAll(before); !errors.As(err, &usage) || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v", err)
	}
}

// TestWhateverIsStoredHasItsDigest: no text or number changes on its way through the store.
func TestWhateverIsStoredHasItsDigest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	s := open(t, path)
	run := begin(t, s)
	odd := "a\x00b\xff\u2028'\"\n"
	e := experiment("e", "P", oneCase(odd, &Control{Why: odd, Catches: []string{odd}}, odd))
	negative := 0.0
	e.Title, e.Cases[0].Published = odd, []Published{{odd, -negative, inf, nan, odd}}
	trial := Trial{Key: odd, Seed: odd, Check: odd, Version: odd, Params: []byte(odd),
		Warnings:     []string{odd, ""},
		Observations: []Observation{{odd, inf, -inf}, {"", nan, 5e-324}},
		Measurements: []Measurement{{odd, nan, 1 << 60, -negative * -1, 0.1, odd, odd}, {"", 1, 2, 3, 4, "", ""}}}
	if err := errors.Join(s.Put(run, trial), s.Plan(e), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = must(OpenReadOnly(path))(t)
	defer s.Close()
	snapshot := must(s.Snapshot())(t)
	defer snapshot.Close()
	if rows, err := snapshot.Rows(); err != nil || len(rows) != 2 {
		t.Errorf("got %v, %v", rows, err)
	}
	if o, err := snapshot.Observations("e", nil); err != nil || len(o) != 1 {
		t.Errorf("got %v, %v", o, err)
	}
}
