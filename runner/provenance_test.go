package runner

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/cpu"

	"proxflow/results"
	"proxflow/theory"
)

func TestARunIsRecordedWithAllThatMayMatter(t *testing.T) {
	store := open(t, filepath.Join(t.TempDir(), "r.sqlite"))
	s := specs(t, header)
	if _, err := Run(t.Context(), store, s,
		Options{Jobs: 3, Command: []string{"proxflow", "run"}}); err != nil {
		t.Fatal(err)
	}
	runs, err := store.Runs()
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	p := runs[0]
	if p.GoVersion != runtime.Version() || p.GOARCH != runtime.GOARCH || p.GOOS != runtime.GOOS ||
		p.Workers != 3 ||
		strings.Join(p.Command, " ") != "proxflow run" || p.Specs[s[0].File] != header ||
		p.Status != "finished" {
		t.Errorf("%+v", p)
	}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil &&
		strings.Contains(string(text), "model name") &&
		(p.CPU == "" || !strings.Contains(string(text), p.CPU)) {
		t.Errorf("CPU %q", p.CPU)
	}
	if p.Features != theory.Features() || runtime.GOARCH == "amd64" && cpu.X86.HasFMA &&
		!strings.Contains(p.Features, "fma") {
		t.Errorf("features %q", p.Features)
	}
	start, err1 := time.Parse(time.RFC3339, p.Start)
	end, err2 := time.Parse(time.RFC3339, p.End)
	if err1 != nil || err2 != nil || end.Before(start) {
		t.Errorf("from %s to %s", p.Start, p.End)
	}
}

func TestTheBuildIsRecorded(t *testing.T) {
	info, err := debug.ParseBuildInfo(lines("path\tproxflow/cmd/proxflow", "mod\tproxflow\t(devel)\t",
		"dep\tgonum.org/v1/gonum\tv0.17.0\th1:x=",
		"dep\texample.org/a\tv1.0.0\th1:y=", "=>\texample.org/b\tv1.2.0\th1:z=", "build\tGOAMD64=v3",
		"build\tvcs.revision=abc", "build\tvcs.modified=true"))
	if err != nil {
		t.Fatal(err)
	}
	p := results.Provenance{Modules: map[string]string{}}
	built(&p, info)
	want := map[string]string{"gonum.org/v1/gonum": "v0.17.0", "example.org/b": "v1.2.0"}
	if p.Commit != "abc" || !p.Dirty || p.GOAMD64 != "v3" || !maps.Equal(p.Modules, want) {
		t.Errorf("%+v", p)
	}
}
