//go:build unix

package results

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTwoRunsCannotHaveOneStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	link := filepath.Join(t.TempDir(), "link.sqlite")
	first := open(t, path)
	run := begin(t, first)
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		start := time.Now()
		_, err := Open(name)
		var usage *UsageError
		if !errors.As(err, &usage) || time.Since(start) > time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		oneLineAbout(t, name, err)
	}

	// One may read meanwhile, and sees what is stored.
	reader, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Put(run, bigTrial("seen")); err != nil {
		t.Fatal(err)
	}
	if keys, err := reader.Finished(); err != nil || !keys["seen"] {
		t.Errorf("a reader sees %v, %v", keys, err)
	}
	var disk *DiskError
	if err := reader.Put(run, bigTrial("forbidden")); !errors.As(err, &disk) {
		t.Errorf("a reader writes: %v", err)
	}
	start := time.Now()
	if err := first.Close(); err != nil || time.Since(start) > time.Second {
		t.Errorf("a reader keeps the run from ending: %v, %v", time.Since(start), err)
	}
	if keys, err := reader.Finished(); err != nil || !keys["seen"] {
		t.Errorf("after the run a reader sees %v, %v", keys, err)
	}
	reader.Close()
	if second, err := Open(link); err != nil {
		t.Error(err)
	} else if err := second.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFileThatIsNotAStoreIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	database := func(statements string) string {
		path := filepath.Join(dir, fmt.Sprintf("%x.sqlite", len(statements)))
		db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statements); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := func(s string) string {
		path := filepath.Join(dir, fmt.Sprintf("%x.txt", len(s)))
		if err := os.WriteFile(path, []byte(s), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ours := fmt.Sprintf("CREATE TABLE x (y); PRAGMA application_id = %d; PRAGMA user_version = ",
		applicationID)
	newer := database(ours + fmt.Sprint(schemaVersion+1))
	for path, want := range map[string]string{
		dir:          "is a directory",
		text("name"): "not a proxflow store",
		text(strings.Repeat("name = \"x\"\n", 1000)):                   "not a proxflow store",
		database("CREATE TABLE t (x); PRAGMA user_version = 1"):        "another application",
		database("CREATE TABLE t (x); PRAGMA application_id = 123456"): "another application",
		newer: "newer proxflow",
		database(ours + fmt.Sprintf("%3d", oldestVersion-1)): "older proxflow",
		database(ours + "-1"):                                "damaged",
		filepath.Join(text("file"), "x.sqlite"):              "directory",
	} {
		before, _ := os.ReadFile(path)
		for _, opening := range []func(string) (*Store, error){Open, OpenReadOnly} {
			_, err := opening(path)
			var usage *UsageError
			if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
				continue
			}
			oneLineAbout(t, path, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s was changed", path)
		}
	}
	missing := filepath.Join(dir, "missing.sqlite")
	var usage *UsageError
	if _, err := OpenReadOnly(missing); !errors.As(err, &usage) {
		t.Errorf("missing: %v", err)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a reader made a store")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.sqlite?*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
	// A file that nobody has written to is a store to be.
	for _, path := range []string{text(""), database("PRAGMA journal_mode = WAL")} {
		if _, err := OpenReadOnly(path); !errors.As(err, &usage) {
			t.Errorf("empty: %v", err)
		}
		if err := open(t, path).Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAStoreRemovedWhileInUseIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.sqlite")
	store, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	err = store.Plan(Experiment{Name: "e"})
	if e := store.Close(); err == nil {
		err = e
	}
	var disk *DiskError
	if !errors.As(err, &disk) || disk.Msg != "cannot write: the file was moved or removed while in use" {
		t.Errorf("got %v", err)
	}
}
