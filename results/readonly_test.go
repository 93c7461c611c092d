//go:build unix

package results

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// tellWhatIsForbidden tries everything in a directory made by TestReadOnlyMediaCanBeReadAndNotWritten as an
// ordinary user, and prints what is not as it should be.
func tellWhatIsForbidden(dir string) error {
	if os.Geteuid() == 0 { // root may do everything
		if err := errors.Join(syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			return err
		}
	}
	var wrong []error
	for _, name := range []string{"finished", "killed", "read", "open/read-only"} {
		s, err := OpenReadOnly(filepath.Join(dir, name+".sqlite"))
		if err == nil {
			var keys map[string]bool
			if keys, err = s.Finished(); err == nil && len(keys) == 0 {
				err = errors.New("is empty")
			}
			s.Close()
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("read %s: %w", name, err))
		}
	}
	for _, name := range []string{"torn",
		"locked"} { // better no answer than that of a file without its journal
		if s, err := OpenReadOnly(filepath.Join(dir, name+".sqlite")); err == nil {
			s.Close()
			wrong = append(wrong, fmt.Errorf("read %s: it opens", name))
		}
	}
	for _, name := range []string{"finished", "none", "none/none", "open/read-only"} {
		_, err := Open(filepath.Join(dir, name+".sqlite"))
		var disk *DiskError
		if !errors.As(err, &disk) || !strings.Contains(err.Error(), "read-only") {
			wrong = append(wrong, fmt.Errorf("write %s: %v", name, err))
		}
	}
	_, err := OpenReadOnly(filepath.Join(dir, "open/secret.sqlite"))
	var usage *UsageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "cannot read") {
		wrong = append(wrong, fmt.Errorf("read secret: %v", err))
	}
	return errors.Join(wrong...)
}

func TestReadOnlyMediaCanBeReadAndNotWritten(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name+".sqlite") }
	for _, name := range []string{"finished", "read", "open/read-only", "open/secret"} {
		s := open(t, in(name))
		if err := s.Put(begin(t, s), bigTrial("a")); err != nil {
			t.Fatal(err)
		}
		if name == "read" { // somebody reads when the run ends, and later only the file itself is copied
			reader, err := OpenReadOnly(in(name))
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			if _, err := reader.Finished(); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	os.Remove(in("read") + "-wal")
	os.Remove(in("read") + "-shm")
	writeAndKill(t, in("killed"), 3)
	writeAndKill(t, in("locked"), 3)
	copyAmidCommit(t, in("torn"))

	chmod := func(mode os.FileMode, paths ...string) {
		for _, p := range paths {
			if err := os.Chmod(p, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, _ := filepath.Glob(in("*") + "*")
	chmod(0o444, append(files, in("open/read-only"))...)
	chmod(0, in("open/secret"), in("locked")+"-wal")
	chmod(0o777, filepath.Join(dir, "open"))
	chmod(0o755, filepath.Dir(dir))
	chmod(0o555, dir)
	defer chmod(0o755, dir)
	out, err := childCommand("unprivileged", dir).CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

// copyAmidCommit makes a store whose last transaction is half written, and must be undone by its journal. The
// journal counts from its first page on only where nobody waits for the disk.
func copyAmidCommit(t *testing.T, path string) {
	t.Helper()
	source := filepath.Join(t.TempDir(), "x.sqlite")
	s := open(t, source)
	const small = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = 2"
	if _, err := s.db.Exec(small); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(begin(t, s), bigTrial("a")); err != nil {
		t.Fatal(err)
	}
	tx := must(s.db.Begin())(t)
	defer tx.Rollback()
	if _, err := tx.Exec("UPDATE observation SET y = -y; UPDATE measurement SET got = 7"); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-journal"} {
		if err := os.WriteFile(path+suffix, must(os.ReadFile(source+suffix))(t), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
