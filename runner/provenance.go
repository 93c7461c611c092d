package runner

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory"
)

// provenance records how the numbers of a run were made.
func provenance(specs []*spec.Spec, opt Options) results.Provenance {
	p := Program()
	p.Workers, p.Command = opt.Jobs, opt.Command
	p.Start = time.Now().UTC().Format(time.RFC3339)
	for _, s := range specs {
		p.Specs[s.File] = s.Text
	}
	return p
}

// Program is the provenance of what this program would run on this machine.
func Program() results.Provenance {
	p := results.Provenance{
		GoVersion: runtime.Version(),
		GOOS:      runtime.GOOS,
		GOARCH:    runtime.GOARCH,
		CPU:       model(),
		Features:  theory.Features(),
		Modules:   map[string]string{},
		Specs:     map[string]string{},
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		built(&p, info)
	}
	return p
}

// built records what this binary was built from.
func built(p *results.Provenance, info *debug.BuildInfo) {
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		p.Modules[m.Path] = m.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			p.Commit = s.Value
		case "vcs.modified":
			p.Dirty = s.Value == "true"
		case "GOAMD64":
			p.GOAMD64 = s.Value
		}
	}
}

// model returns the processor's model, or "" if the system does not tell it.
func model() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
