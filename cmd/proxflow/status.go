package main

import (
	"context"
	"errors"
	"fmt"

	"proxflow/report"
	"proxflow/report/changes"
	"proxflow/report/show"
	"proxflow/results"
	"proxflow/runner/selection"
	"proxflow/runner/spec"
	"proxflow/scaffold"
	"proxflow/theory/catalog"
)

// The exit statuses; see also runner.Judgement.Exit.
const (
	// A claim fails, a control is missed, nothing was measured, a baseline is not kept, or stores differ.
	fails        = 1
	usage        = 2 // wrong usage, or a bad spec
	inconclusive = 3 // or interrupted
	// A trial could not run or needs too much memory, or a file could not be read or written.
	cannotRun = 4
)

// usageError says what is wrong with the command line.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// unknown is the error for a word that is not one of the known names. It suggests the nearest one.
func unknown(what, word string, names []string) error {
	return usageError{catalog.Unknown(what, word, names)}
}

// statusOf returns the exit status for an error.
func statusOf(err error) int {
	var command usageError
	var bad *spec.Error
	var store *results.UsageError
	var asked report.UsageError
	var shown show.UsageError
	var refused scaffold.Error
	var expression *selection.Error
	var baseline changes.UsageError
	switch {
	case errors.As(err, &command), errors.As(err, &bad), errors.As(err, &store), errors.As(err, &asked),
		errors.As(err, &shown), errors.As(err, &refused), errors.As(err, &expression), errors.As(err, &baseline):
		return usage
	case errors.Is(err, context.Canceled):
		return inconclusive
	}
	return cannotRun
}
