package runner

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory"
)

// jobs are the messages for the trials of a spec.
func jobs(t *testing.T, s *spec.Spec) string {
	t.Helper()
	plans, err := PlanReport(nil, []*spec.Spec{s})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	to := newSender(&b)
	for _, p := range plans[0].Trials {
		j, err := task{s, p}.job(nil)
		if err == nil {
			err = to.send(message{Job: &j})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestAWorkerRunsAListOfJobs(t *testing.T) {
	s := specs(t, header+"repeats = 2\nsweep.do = ['pass', 'error', 'nan']\n")[0]
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	run(t, store, []*spec.Spec{s}, 1)
	var out bytes.Buffer
	if err := Work(t.Context(), strings.NewReader(jobs(t, s)), &out, nil, false); err != nil {
		t.Fatal(err)
	}
	other := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	if err := other.Plan(s.Experiment); err != nil {
		t.Fatal(err)
	}
	id, err := other.Begin(results.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSpace(out.String()), "\n")
	for _, line := range lines {
		var m message
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Trial == nil {
			t.Fatalf("%s: %v", line, err)
		}
		if err := other.Put(id, *m.Trial); err != nil {
			t.Fatal(err)
		}
	}
	if len(lines) != 6 || dump(t, other) != dump(t, store) {
		t.Errorf("%d lines give\n%s\nwant\n%s", len(lines), dump(t, other), dump(t, store))
	}
}

func TestAWorkerRefusesWhatItCannotRunInOneLine(t *testing.T) {
	good := jobs(t, specs(t, header)[0])
	for _, c := range []struct {
		in, want string
		trials   int
	}{
		{good + "proxflow\n" + good,
			`message 2 on standard input is not a job: invalid character 'p' looking for beginning of value`,
			1},
		{`{"job": {"key": 7}}`, `message 1 on standard input is not a job: ` +
			`json: cannot unmarshal number into Go struct field Job.job.key of type string`, 0},
		{good + good + `{"key": "x"}`,
			`message 3 on standard input is not a job: write {"job": {"key": …, "check": …, …}}`, 2},
		{good + strings.Replace(good, theory.Fingerprint(), "0123", 1) + good,
			`this job needs version "0123" of the mathematics, but this program has ` +
				theory.Fingerprint() + `: run it with the same build on the same kind of processor`, 1},
	} {
		var out bytes.Buffer
		err := Work(t.Context(), strings.NewReader(c.in), &out, nil, false)
		if err == nil || err.Error() != c.want || strings.Count(out.String(), `{"trial":`) != c.trials {
			t.Errorf("got  %v\nwant %s\n%s", err, c.want, out.String())
		}
	}
	var out bytes.Buffer
	unknown := strings.Replace(good, `"check":"fake"`, `"check":"fkae"`, 1)
	if err := Work(t.Context(), strings.NewReader(unknown), &out, nil, false); err != nil ||
		!strings.Contains(out.String(), `there is no check \"fkae\"`) {
		t.Errorf("an unknown check: %v\n%s", err, out.String())
	}
	out.Reset()
	summary := strings.Replace(good, `"check"`, `"summary":true,"check"`, 1)
	if err := Work(t.Context(), strings.NewReader(summary), &out, nil, false); err != nil ||
		!strings.Contains(out.String(), `"error":"fake has no summary"`) {
		t.Errorf("a summary of a check without one: %v\n%s", err, out.String())
	}
}

func TestAnAttachedWorkerEndsWithItsRun(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	worker, err := start([]string{self, "work", "attached"})
	if err != nil {
		t.Fatal(err)
	}
	job, err := task{specs(t, header+"params.do = 'deaf'\n")[0], Planned{}}.job(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := worker.send(message{Job: &job}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- worker.cmd.Wait() }()
	select {
	case err := <-ended:
		t.Fatalf("the worker ends on its own: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	worker.in.Close()
	select {
	case <-ended:
		const want = "nobody waits for the trial any longer\n"
		if got := string(worker.stderr.text); got != want {
			t.Errorf("the worker says %q, want %q", got, want)
		}
	case <-time.After(20 * time.Second):
		worker.cmd.Process.Kill()
		t.Fatal("the worker goes on though nobody waits for it")
	}
}
