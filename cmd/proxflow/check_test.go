package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"proxflow/results"
)

var waitingCases = regexp.MustCompile(`(\d+) of \d+ cases have not run`)

// TestACheckIsOfOneMoment calls check while a run adds trials: records, JUnit, scoreboard and exit status
// agree.
func TestACheckIsOfOneMoment(t *testing.T) {
	const cases = 2000
	dir := t.TempDir()
	db, junit := filepath.Join(dir, "r.sqlite"), filepath.Join(dir, "r.xml")
	store, err := results.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	e := results.Experiment{Name: "e", Claim: "P", Check: "check",
		Tolerances: map[string]results.Tolerance{"error": {Absolute: 1}}}
	for i := range cases {
		c := results.Case{Params: json.RawMessage("{}"), Labels: map[string]string{"case": strconv.Itoa(i)},
			Keys: []string{strconv.Itoa(i)}}
		e.Cases = append(e.Cases, c)
	}
	if err := store.Plan(e); err != nil {
		t.Fatal(err)
	}
	number, err := store.Begin(results.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan bool), make(chan error)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			trial := results.Trial{Key: strconv.Itoa(i % cases), Params: json.RawMessage("{}"),
				Measurements: []results.Measurement{{Metric: "error"}}}
			if i/cases%2 == 1 { // now they fail
				trial.Measurements[0].Got = 2
			}
			if err := store.Put(number, trial); err != nil {
				stopped <- err
				return
			}
		}
	}()
	between := 0 // calls that saw some trials of either kind
	for range 12 {
		var out, errs bytes.Buffer
		status := run(t.Context(), []string{"check", "--db", db, "--json", "--junit", junit}, &out, &errs)
		var records []struct{ Verdict string }
		if err := json.Unmarshal(out.Bytes(), &records); err != nil {
			t.Fatalf("%v: %s", err, errs.String())
		}
		verdicts := map[string]int{"pass": 0, "fail": 0}
		for _, r := range records {
			verdicts[r.Verdict]++
		}
		xml, err := os.ReadFile(junit)
		if err != nil {
			t.Fatal(err)
		}
		missing := strings.Count(string(xml), "1 of 1 trials have not run")
		failures := strings.Count(string(xml), "<failure")
		if missing != cases-len(records) || failures != verdicts["fail"] {
			t.Errorf("JUnit has %d cases that have not run and %d failures, the records %d and %d", missing,
				failures, cases-len(records), verdicts["fail"])
		}
		waiting := 0
		if m := waitingCases.FindStringSubmatch(errs.String()); m != nil {
			waiting, _ = strconv.Atoi(m[1])
		}
		want := 3 // there is no control
		if verdicts["fail"] > 0 || len(records) == 0 {
			want = 1
		}
		if waiting != missing || status != want {
			t.Errorf("status %d, want %d; the scoreboard has %d cases that have not run, JUnit %d", status,
				want, waiting, missing)
		}
		if len(records) > 0 && (missing > 0 || verdicts["fail"]%cases > 0) {
			between++
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if between == 0 {
		t.Error("no call saw a store that was changing")
	}
}
