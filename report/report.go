// Package report says what a store holds: tables with their provenance, figures, the scoreboard of the claims, JUnit, and
// what has become worse than a baseline.
package report

import (
	"errors"
	"fmt"
	"io/fs"
)

// UsageError says that what was asked for is not there: a table, a figure, a baseline.
type UsageError struct{ error }

func usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

// cause is an error of the file system without the file's name, for messages that have it already.
func cause(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}
