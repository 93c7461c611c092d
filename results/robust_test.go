//go:build unix

package results

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// children are what the test binary does instead of testing when it is run again with a word in this variable.
const childVariable = "PROXFLOW_RESULTS_CHILD"

var children = map[string]func(path string) error{
	"write":        writeForEver,
	"unprivileged": tellWhatIsForbidden,
}

func TestMain(m *testing.M) {
	if child := children[os.Getenv(childVariable)]; child != nil {
		if err := child(os.Args[1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func childCommand(word, path string) *exec.Cmd {
	c := exec.Command(os.Args[0], path)
	c.Env = append(os.Environ(), childVariable+"="+word)
	return c
}

// writeForEver puts trials into a store and prints each key once it is stored.
func writeForEver(path string) error {
	s, err := Open(path)
	if err != nil {
		return err
	}
	run, err := s.Begin(Provenance{})
	for i := 0; err == nil; i++ {
		t := bigTrial(fmt.Sprintf("%d-%d", run, i))
		if err = s.Put(run, t); err == nil {
			fmt.Println(t.Key)
		}
	}
	return err
}

const pointsOfBigTrial = 300

func bigTrial(key string) Trial {
	t := Trial{Key: key, Params: []byte("{}"), Measurements: make([]Measurement, pointsOfBigTrial), Observations: make([]Observation, pointsOfBigTrial)}
	for i := range t.Observations {
		t.Observations[i] = Observation{"a curve", float64(i), float64(i * i)}
	}
	return t
}

// intact fails unless the store holds at least these trials, each of them whole.
func intact(t *testing.T, path string, keys []string) {
	t.Helper()
	s, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var word string
	if err := s.db.QueryRow("PRAGMA integrity_check").Scan(&word); err != nil || word != "ok" {
		t.Fatalf("integrity: %q %v", word, err)
	}
	finished, err := s.Finished()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if !finished[k] {
			t.Errorf("trial %s was stored, and is lost", k)
		}
	}
	var torn int
	err = s.db.QueryRow(`SELECT count(*) FROM trial t WHERE ? <> (SELECT count(*) FROM measurement WHERE trial = t.id)
		OR ? <> (SELECT count(*) FROM observation WHERE trial = t.id)`, pointsOfBigTrial, pointsOfBigTrial).Scan(&torn)
	if err != nil || torn != 0 {
		t.Errorf("%d trials are not whole: %v", torn, err)
	}
}

// writeAndKill kills a writer once it has stored some trials, and returns their keys.
func writeAndKill(t *testing.T, path string, trials int) (keys []string) {
	t.Helper()
	c := childCommand("write", path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		keys = append(keys, lines.Text())
		if len(keys) == trials { // while it is busy with the next one
			c.Process.Signal(syscall.SIGKILL)
		}
	}
	if c.Wait(); len(keys) < trials {
		t.Fatalf("the writer stopped by itself: %q", keys)
	}
	return keys
}

func TestKilledRunLosesNothingThatWasStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	var keys []string
	for round := range 5 {
		keys = append(keys, writeAndKill(t, path, 1+7*round)...)
		intact(t, path, keys)
	}
	s := open(t, path) // the lock died with its owner
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	intact(t, path, keys)
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("a finished store is not one file: %v", files)
	}
}

func TestFullDiskIsAnErrorAndKeepsWhatIsStored(t *testing.T) {
	for name, fill := range map[string]func(s *Store) (undo func()){
		"no page left": func(s *Store) func() {
			if _, err := s.db.Exec("PRAGMA max_page_count = 60"); err != nil {
				t.Fatal(err)
			}
			return func() {}
		},
		"no byte left": func(s *Store) func() {
			signal.Ignore(syscall.SIGXFSZ)
			var limit syscall.Rlimit
			if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
				t.Fatal(err)
			}
			low := limit
			low.Cur = 300_000
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &low); err != nil {
				t.Fatal(err)
			}
			return func() { syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); signal.Reset(syscall.SIGXFSZ) }
		},
	} {
		path := filepath.Join(t.TempDir(), "x.sqlite")
		s := open(t, path)
		run := begin(t, s)
		undo := fill(s)
		var keys []string
		var err error
		for i := 0; i < 1000 && err == nil; i++ {
			trial := bigTrial(fmt.Sprint(i))
			if err = s.Put(run, trial); err == nil {
				keys = append(keys, trial.Key)
			}
		}
		undo()
		var disk *DiskError
		if !errors.As(err, &disk) || len(keys) == 0 {
			t.Fatalf("%s: after %d trials: %v", name, len(keys), err)
		}
		oneLineAbout(t, path, err)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		intact(t, path, keys)
	}
}

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

func TestFileThatIsNoStoreIsRefusedAndLeftAlone(t *testing.T) {
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
	ours := fmt.Sprintf("CREATE TABLE x (y); PRAGMA application_id = %d; PRAGMA user_version = ", applicationID)
	newer := database(ours + fmt.Sprint(schemaVersion+1))
	for path, want := range map[string]string{
		dir:          "is a directory",
		text("name"): "not a proxflow store",
		text(strings.Repeat("name = \"x\"\n", 1000)):                   "not a proxflow store",
		database("CREATE TABLE t (x); PRAGMA user_version = 1"):        "another application",
		database("CREATE TABLE t (x); PRAGMA application_id = 123456"): "another application",
		newer:                                   "newer proxflow",
		database(ours + "-1"):                   "damaged",
		filepath.Join(text("file"), "x.sqlite"): "directory",
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

// tellWhatIsForbidden tries everything in a directory made by TestReadOnlyMediaCanBeReadAndNotWritten as an ordinary
// user, and prints what is not as it should be.
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
	for _, name := range []string{"finished", "none", "none/none", "open/read-only"} {
		_, err := Open(filepath.Join(dir, name+".sqlite"))
		var disk *DiskError
		if !errors.As(err, &disk) || !strings.Contains(err.Error(), "read-only") {
			wrong = append(wrong, fmt.Errorf("write %s: %w", name, err))
		}
	}
	_, err := OpenReadOnly(filepath.Join(dir, "open/secret.sqlite"))
	var usage *UsageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "cannot read") {
		wrong = append(wrong, fmt.Errorf("read secret: %w", err))
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

	chmod := func(mode os.FileMode, paths ...string) {
		for _, p := range paths {
			if err := os.Chmod(p, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, _ := filepath.Glob(in("*") + "*")
	chmod(0o444, append(files, in("open/read-only"))...)
	chmod(0, in("open/secret"))
	chmod(0o777, filepath.Join(dir, "open"))
	chmod(0o755, filepath.Dir(dir))
	chmod(0o555, dir)
	defer chmod(0o755, dir)
	out, err := childCommand("unprivileged", dir).CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

// oneLineAbout fails unless a message is one line that starts with the path.
func oneLineAbout(t *testing.T, path string, err error) {
	t.Helper()
	if m := fmt.Sprint(err); !strings.HasPrefix(m, path+": ") || strings.Contains(m, "\n") {
		t.Errorf("the message is not one line about %s: %q", path, m)
	}
}
