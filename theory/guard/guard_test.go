package guard

import (
	"errors"
	"regexp"
	"testing"
)

func TestAPanicIsAnErrorThatNamesItsLine(t *testing.T) {
	var none []int
	for want, f := range map[string]func() error{
		`^panic: 7 of 6 points \(theory/guard/guard_test\.go:\d+\)$`: func() error {
			panic("7 of 6 points")
		},
		`^panic: runtime error: index out of range .*\(theory/guard/guard_test\.go`: func() error {
			none[1] = 0
			return nil
		},
		`^no data$`: func() error { return errors.New("no data") },
	} {
		if err := Do(f); err == nil || !regexp.MustCompile(want).MatchString(err.Error()) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := Do(func() error { return nil }); err != nil {
		t.Error(err)
	}
}
