package runner

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
)

// The child of TestAKilledRunResumes and others: this binary once more, running a spec until it is killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "work" {
		workerMain(os.Args[2:])
		return
	}
	if dir := os.Getenv("PROXFLOW_TEST_CHILD"); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

func child(dir string) {
	slow = 2 * time.Millisecond
	checkpoint = func(step int) { fmt.Println("step", step) }
	s, err := spec.Load(results.Ordinary, filepath.Join(dir, "probe.toml"))
	if err == nil {
		var store *results.Store
		if store, err = results.Open(filepath.Join(dir, "r.sqlite")); err == nil {
			opt := Options{Jobs: 4, Progress: listener{
				func([]Plan) {},
				func(_ *spec.Spec, t results.Trial) { fmt.Println(t.Key) },
			}}
			if os.Getenv("PROXFLOW_TEST_PIDS") != "" {
				opt.Executor = subprocess()
			}
			_, err = Run(context.Background(), store, s, opt)
		}
	}
	fmt.Fprintln(os.Stderr, err)
}

func TestAKilledRunResumes(t *testing.T) {
	const text = header + "repeats = 100\nsweep.do = [\"pass\", \"coarse\"]\n"
	whole := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, whole, specs(t, text), 2)
	want := dump(t, whole)

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "probe.toml"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := spec.Load(results.Ordinary, filepath.Join(dir, "probe.toml"))
	if err != nil {
		t.Fatal(err)
	}
	survived := 0
	for range 3 {
		told := killed(t, dir)
		store, err := results.Open(filepath.Join(dir, "r.sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		finished, err := store.Finished()
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range told {
			if !finished[key] {
				t.Errorf("trial %s was stored, and is lost", key)
			}
		}
		if len(finished) < survived+len(told) {
			t.Errorf("%d trials survive; %d did before, and %d were added", len(finished), survived,
				len(told))
		}
		survived = len(finished)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	store := open(t, filepath.Join(dir, "r.sqlite"))
	ran.Store(0)
	if r := run(t, store, s, 2); r != (Report{Planned: 200, Cached: survived, Ran: 200 - survived}) ||
		ran.Load() != int64(200-survived) {
		t.Errorf("%+v, %d trials ran after %d", r, ran.Load(), survived)
	}
	if dump(t, store) != want {
		t.Error("a run that was killed and resumed gives other results")
	}
}

// killed runs the child, kills it at a random moment, and returns what it had reported as stored.
func killed(t *testing.T, dir string) (keys []string) {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), "PROXFLOW_TEST_CHILD="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	moment := 1 + rand.IntN(40)
	lines := bufio.NewReader(out)
	for {
		key, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if keys = append(keys, strings.TrimSpace(key)); len(keys) == moment {
			time.Sleep(time.Duration(rand.IntN(3_000_000)))
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if len(keys) < moment || stderr.Len() > 0 {
		t.Fatalf("the child ended by itself: %s", stderr.String())
	}
	return keys
}
