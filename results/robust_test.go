//go:build unix

package results

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// children are what the test binary does instead of testing when it is run again with a word in this
// variable.
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
	t := Trial{Key: key, Params: []byte("{}"), Measurements: make([]Measurement, pointsOfBigTrial),
		Observations: make([]Observation, pointsOfBigTrial)}
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
	err = s.db.QueryRow(`SELECT count(*) FROM trial t
		WHERE ? <> (SELECT count(*) FROM measurement WHERE trial = t.id)
		OR ? <> (SELECT count(*) FROM observation WHERE trial = t.id)`,
		pointsOfBigTrial, pointsOfBigTrial).Scan(&torn)
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

// noByteLeft lets no file grow beyond a size, as if the disk were full.
func noByteLeft(t *testing.T, size uint64) (undo func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	low := limit
	low.Cur = size
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &low); err != nil {
		t.Fatal(err)
	}
	return func() { syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); signal.Reset(syscall.SIGXFSZ) }
}

func TestAFullDiskKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.txt")
	if err := WriteFile(name, []byte("old")); err != nil {
		t.Fatal(err)
	}
	undo := noByteLeft(t, 300_000)
	err := WriteFile(name, make([]byte, 500_000))
	undo()
	var disk *DiskError
	if !errors.As(err, &disk) {
		t.Errorf("got %v", err)
	}
	oneLineAbout(t, name, err)
	same(t, "content", string(must(os.ReadFile(name))(t)), "old")
	same(t, "files", len(must(os.ReadDir(dir))(t)), 1)
}

func TestFullDiskIsAnErrorAndKeepsWhatIsStored(t *testing.T) {
	for name, fill := range map[string]func(s *Store) (undo func()){
		"no page left": func(s *Store) func() {
			if _, err := s.db.Exec("PRAGMA max_page_count = 60"); err != nil {
				t.Fatal(err)
			}
			return func() {}
		},
		"no byte left": func(*Store) func() { return noByteLeft(t, 300_000) },
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

// oneLineAbout fails unless a message is one line that starts with the path.
func oneLineAbout(t testing.TB, path string, err error) {
	t.Helper()
	if m := fmt.Sprint(err); !strings.HasPrefix(m, path+": ") || strings.Contains(m, "\n") {
		t.Errorf("the message is not one line about %s: %q", path, m)
	}
}
