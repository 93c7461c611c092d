package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory"
)

// workerMain is this binary as a worker.
func workerMain(args []string) {
	note("PROXFLOW_TEST_PIDS", fmt.Sprintln(os.Getpid()))
	if os.Getenv("PROXFLOW_TEST_OTHER") != "" {
		theory.Fingerprint = func() string { return "another" }
	}
	slow = time.Millisecond
	attached := len(args) > 0 && args[0] == "attached"
	if err := Work(context.Background(), os.Stdin, os.Stdout, nil, attached); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// subprocess runs jobs in workers of this binary.
func subprocess() func(Services) Executor {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return Subprocesses(self, "work", "attached")
}

// note appends to the file that a variable of the environment names, for all processes of a test.
func note(variable, text string) {
	name := os.Getenv(variable)
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	f.WriteString(text)
}

// noted returns what processes have noted so far.
func noted(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

// worked runs specs in a new store, in workers, and returns the report and the dump.
func worked(t *testing.T, s []*spec.Spec, jobs int) (Report, string) {
	t.Helper()
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	r, err := Run(t.Context(), store, s, Options{Jobs: jobs, Executor: subprocess()})
	if err != nil {
		t.Fatal(err)
	}
	return r, dump(t, store)
}

func TestWorkersGiveTheSameDumpAsThePool(t *testing.T) {
	for name, text := range map[string]string{
		"every outcome": strings.Replace(mixed, `"error"]`, `"error", "nan", "panic", "alien", "nothing"]`,
			1),
		"summaries": rolled, "trainings": shared,
	} {
		s := specs(t, text)
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		want := run(t, store, s, 2)
		for _, jobs := range []int{1, 3} {
			if r, got := worked(t, s, jobs); r != want || got != dump(t, store) {
				t.Errorf("%s in %d workers: %+v, want %+v\n%s\nwant\n%s", name, jobs, r, want, got,
					dump(t, store))
			}
		}
	}
}

func TestWorkersShareATraining(t *testing.T) {
	file := filepath.Join(t.TempDir(), "steps")
	t.Setenv("PROXFLOW_TEST_STEPS", file)
	if r, _ := worked(t, specs(t, shared), 4); r != (Report{Planned: 6, Ran: 6}) ||
		len(noted(t, file)) != 200 {
		t.Errorf("%+v, %d steps for two trainings of 100", r, len(noted(t, file)))
	}
}

func TestAnInterruptedWorkerKeepsItsTraining(t *testing.T) {
	file := filepath.Join(t.TempDir(), "steps")
	t.Setenv("PROXFLOW_TEST_STEPS", file)
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for before := len(noted(t, file)); len(noted(t, file)) < before+20; {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		r, err := Run(ctx, store, specs(t, shared), Options{Jobs: 2, Executor: subprocess()})
		if cancel(); !errors.Is(err, context.Canceled) || r.Errors > 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if n := len(noted(t, file)); n < 60 || n >= 200 {
		t.Errorf("%d steps before the last run", n)
	}
	if _, err := Run(t.Context(), store, specs(t, shared),
		Options{Jobs: 2, Executor: subprocess()}); err != nil {
		t.Fatal(err)
	}
	if _, want := worked(t, specs(t, shared), 1); len(noted(t, file)) != 400 || dump(t, store) != want {
		t.Errorf("%d steps with those of another store, want 200 each; dump\n%s\nwant\n%s",
			len(noted(t, file)), dump(t, store), want)
	}
}

func TestAWorkerThatDiesIsReplacedAndItsTrialTriedAgain(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	t.Setenv("PROXFLOW_TEST_PIDS", pids)
	died := filepath.Join(t.TempDir(), "died")
	for _, do := range []string{"kill", "exit", "garbage"} {
		text := header + fmt.Sprintf("sweep.do = ['pass', '%s']\nparams.label = '%s'\n", do, died+do)
		if r, got := worked(t, specs(t, text), 1); r != (Report{Planned: 2, Ran: 2}) ||
			strings.Count(got, `"verdict":"pass"`) != 12 {
			t.Errorf("%s: %+v\n%s", do, r, got)
		}
	}
	if n := strings.Count(noted(t, pids), "\n"); n != 6 {
		t.Errorf("%d workers, want two for each of three runs", n)
	}
}

func TestATrialOnWhichEveryWorkerDiesIsAnError(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	for do, why := range map[string]string{
		"kill": `^the worker died in all 3 attempts; last: signal: killed$`,
		"exit": `^the worker died in all 3 attempts; last: exit status 7: out of memory$`,
		"garbage": `^the worker died in all 3 attempts; last: ` +
			`it wrote something that is not a message: invalid character 'S' .*$`,
	} {
		os.Remove(pids)
		t.Setenv("PROXFLOW_TEST_PIDS", pids)
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		s := specs(t, header+"sweep.do = ['pass', '"+do+"', 'coarse']\n")
		r, err := Run(t.Context(), store, s, Options{Jobs: 2, Executor: subprocess()})
		if err != nil || r != (Report{Planned: 3, Ran: 3, Errors: 1}) {
			t.Errorf("%s: %+v, %v", do, r, err)
		}
		failed, err := store.Failed()
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range failed {
			if !regexp.MustCompile(why).MatchString(got) {
				t.Errorf("got  %s\nwant %s", got, why)
			}
		}
		if n := strings.Count(noted(t, pids), "\n"); n > 5 || len(failed) != 1 {
			t.Errorf("%s: %d workers, %d trials failed", do, n, len(failed))
		}
	}
}

func TestWorkersThatAreKilledChangeNoResult(t *testing.T) {
	for _, text := range []string{
		header + "repeats = 60\nsweep.do = ['pass', 'coarse']\n",
		traineeHeader + "params.steps = 300\nsweep.scale = [0.5, 1.0]\n",
		// one holds the lock, the other one waits
	} {
		s := specs(t, text)
		whole := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		want := run(t, whole, s, 2)
		pids, steps := filepath.Join(t.TempDir(), "pids"), filepath.Join(t.TempDir(), "steps")
		t.Setenv("PROXFLOW_TEST_PIDS", pids)
		t.Setenv("PROXFLOW_TEST_STEPS", steps)
		store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
		kill := func() { // the first two workers: no trial dies three times
			for _, pid := range strings.Fields(noted(t, pids))[:2] {
				processOf(t, pid).Kill()
			}
		}
		done, killed := 0, make(chan struct{})
		if strings.HasPrefix(text, traineeHeader) {
			go func() {
				for len(noted(t, steps)) < 50 || strings.Count(noted(t, pids), "\n") < 2 {
					time.Sleep(time.Millisecond)
				}
				kill()
				close(killed)
			}()
		}
		r, err := Run(t.Context(), store, s,
			Options{Jobs: 2, Executor: subprocess(), Progress: listener{func([]Plan) {},
				func(*spec.Spec, results.Trial) {
					if done++; done == 20 {
						kill()
						close(killed)
					}
				}}})
		if <-killed; err != nil || r != want || dump(t, store) != dump(t, whole) {
			t.Errorf("%+v, %v", r, err)
		}
		if n := len(strings.Fields(noted(t, pids))); n < 3 {
			t.Errorf("only %d workers: none was replaced", n)
		}
	}
}

func TestAKilledRunTakesItsWorkersAlongAndResumes(t *testing.T) {
	const text = header + "repeats = 100\nsweep.do = [\"pass\", \"coarse\"]\n"
	whole := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, whole, specs(t, text), 2)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "probe.toml"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	pids := filepath.Join(dir, "pids")
	t.Setenv("PROXFLOW_TEST_PIDS", pids)
	for range 3 {
		killed(t, dir)
	}
	for _, field := range strings.Fields(noted(t, pids)) {
		worker, end := processOf(t, field), time.Now().Add(10*time.Second)
		for ; worker.Signal(syscall.Signal(0)) == nil; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("worker %s lives on", field)
			}
		}
	}
	store := open(t, filepath.Join(dir, "r.sqlite"))
	r, err := Run(t.Context(), store, specs(t, text), Options{Jobs: 3, Executor: subprocess()})
	if err != nil || r.Cached == 0 || r.Left() != 0 || dump(t, store) != dump(t, whole) {
		t.Errorf("%+v, %v", r, err)
	}
}

func processOf(t *testing.T, pid string) *os.Process {
	t.Helper()
	n, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestARunEndsWhereNoWorkerCanRun(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	fail := func(executor func(Services) Executor) string {
		r, err := Run(t.Context(), store, specs(t, header), Options{Jobs: 2, Executor: executor})
		if err == nil || r.Ran != 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		return err.Error()
	}
	want := "cannot start a worker: fork/exec /no/such/worker: no such file or directory"
	if got := fail(Subprocesses("/no/such/worker")); got != want {
		t.Error(got)
	}
	t.Setenv("PROXFLOW_TEST_OTHER", "yes")
	want = fmt.Sprintf("the worker refuses: this job needs version %q of the mathematics, "+
		"but this program has another: "+
		"run it with the same build on the same kind of processor", theory.Fingerprint())
	if got := fail(subprocess()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
