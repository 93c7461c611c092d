// Package guard turns a panic into an error that names the line of this module that raised it.
//
// A panic ends the whole process unless its own goroutine recovers. Goroutines and checks therefore run
// through Do, so that a fault in one trial becomes an error of that trial.
package guard

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Do calls f and returns its error, or "panic: … (theory/potential/ball.go:40)" if it panics.
func Do(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v (%s)", r, place())
		}
	}()
	return f()
}

// place returns the innermost line of this module on the stack of a panic.
func place() string {
	const ours = "proxflow/"
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	raised := false
	for {
		f, more := frames.Next()
		if raised && strings.HasPrefix(f.Function, ours) {
			// "theory/": what follows is potential.(*Ball).Prox
			dir, _ := path.Split(strings.TrimPrefix(f.Function, ours))
			pkg, _, _ := strings.Cut(strings.TrimPrefix(f.Function, ours+dir), ".")
			return fmt.Sprintf("%s%s/%s:%d", dir, pkg, path.Base(f.File), f.Line)
		}
		raised = raised || f.Function == "runtime.gopanic"
		if !more {
			return "outside this module"
		}
	}
}
