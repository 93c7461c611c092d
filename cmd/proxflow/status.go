package main

import (
	"context"
	"errors"
	"fmt"

	"proxflow/report"
	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory/catalog"
)

// The exit statuses. Those of a judgement are runner.Judgement's.
const (
	fails        = 1 // a claim, or a control is missed, or nothing was measured
	usage        = 2 // of the command, or a bad spec
	inconclusive = 3 // also when interrupted
	cannotRun    = 4 // a trial, or the disk refused
)

// usageError says what is wrong with the command line.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// unknown is the error for a word that is none of the known names, with the nearest of them.
func unknown(what, word string, names []string) error {
	return usageError{catalog.Unknown(what, word, names)}
}

// statusOf is the exit status of an error.
func statusOf(err error) int {
	var command usageError
	var bad *spec.Error
	var store *results.UsageError
	var asked report.UsageError
	switch {
	case errors.As(err, &command), errors.As(err, &bad), errors.As(err, &store), errors.As(err, &asked):
		return usage
	case errors.Is(err, context.Canceled):
		return inconclusive
	}
	return cannotRun
}
