// Package selection implements the language of the flag -k, which selects cases and metrics:
//
//	claim=P and not target=circle
//	target="ball(d=5, radius=2)" or metric~error
//
// There are only a few rules:
//
//   - NAME=WORD matches a value: of claim, experiment, check, metric, control (yes or no), or of any
//     parameter of a case, as its label says. target=ball matches every ball, whatever its parameters;
//     target==ball only the one with this label. Numbers are compared as numbers. A list matches by each of
//     its elements.
//   - NAME~WORD matches part of a value, ignoring case.
//   - WORD alone matches part of the name of the experiment or the metric, or of the label of any parameter.
//   - not binds tighter than and, which binds tighter than or. Parentheses group.
//   - A word with spaces, parentheses, =, ~ or quotes is written '…' or "…".
//   - A case without the parameter does not match.
//
// A metric of a case is selected if the expression holds for it, and a case if one of its metrics is.
package selection

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
	"proxflow/theory/catalog"
)

// Expr is an expression. The zero value selects everything.
type Expr struct {
	text  string
	root  test
	terms []*term
}

// test says whether a metric of a case is selected.
type test func(*subject) bool

// A subject is a metric of a case.
type subject struct {
	e      *results.Experiment
	c      *results.Case
	metric string
}

// Given says whether there is an expression.
func (e Expr) Given() bool { return e.root != nil }

func (e Expr) String() string { return e.text }

// Selected is a results.Selector.
func (e Expr) Selected(x *results.Experiment, c *results.Case, metric string) bool {
	return e.root == nil || e.root(&subject{x, c, metric})
}

// Check says what is wrong with the expression for these experiments: a name that none of them has, or that
// nothing is selected.
func (e Expr) Check(experiments []results.Experiment) error {
	known := map[string]bool{}
	for _, name := range reserved {
		known[name] = true
	}
	cases, selected := 0, false
	for i := range experiments {
		x := &experiments[i]
		for k := range x.Cases {
			c := &x.Cases[k]
			cases++
			for name := range c.Labels {
				known[name] = true
			}
			for metric := range x.Tolerances {
				selected = selected || e.Selected(x, c, metric)
			}
		}
	}
	names := slices.Sorted(maps.Keys(known))
	for _, t := range e.terms {
		if t.name != "" && !known[t.name] && cases > 0 {
			return e.fail(t.at, "%v", catalog.Unknown("parameter of any case", t.name, names))
		}
	}
	if selected || cases == 0 {
		return nil
	}
	for _, t := range e.terms {
		if values := t.values(experiments); t.name != "" && !slices.ContainsFunc(values, t.matches) {
			return e.fail(t.at, "no case is selected: %v", catalog.Unknown("value of "+t.name, t.word, values))
		}
	}
	return e.fail(0, "none of %d cases is selected", cases)
}

// reserved are the names that are no parameters.
var reserved = []string{"check", "claim", "control", "experiment", "metric"}

// values returns the values of a name of the subject; ok says whether it has that name.
func (s *subject) value(name string) (value string, ok bool) {
	switch name {
	case "check":
		return s.e.Check, true
	case "claim":
		return s.e.Claim, true
	case "control":
		if s.c.Control != nil {
			return "yes", true
		}
		return "no", true
	case "experiment":
		return s.e.Name, true
	case "metric":
		return s.metric, true
	}
	value, ok = s.c.Labels[name]
	return value, ok
}

// A term compares a value with a word.
type term struct {
	at       int    // bytes before it in the text
	name     string // "": any
	operator string // "=", "==" or "~"
	word     string
}

func (t *term) test(s *subject) bool {
	if t.name != "" {
		value, ok := s.value(t.name)
		return ok && t.matches(value)
	}
	if t.matches(s.e.Name) || t.matches(s.metric) {
		return true
	}
	for _, label := range s.c.Labels {
		if t.matches(label) {
			return true
		}
	}
	return false
}

// matches compares a value with the word.
func (t *term) matches(value string) bool {
	switch t.operator {
	case "~":
		return strings.Contains(strings.ToLower(value), strings.ToLower(t.word))
	case "==":
		return value == t.word
	}
	if value == t.word || strings.HasPrefix(value, t.word+"(") {
		return true
	}
	list, ok := strings.CutPrefix(value, "[")
	if !ok {
		return sameNumber(value, t.word)
	}
	for element := range strings.SplitSeq(strings.TrimSuffix(list, "]"), ", ") {
		if element == t.word || sameNumber(element, t.word) {
			return true
		}
	}
	return false
}

func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	if err != nil {
		return false
	}
	y, err := strconv.ParseFloat(b, 64)
	return err == nil && x == y
}

// values returns all values of the name of a term, without those of lists.
func (t *term) values(experiments []results.Experiment) []string {
	seen := map[string]bool{}
	for i := range experiments {
		x := &experiments[i]
		for k := range x.Cases {
			if t.name == "metric" {
				for metric := range x.Tolerances {
					seen[metric] = true
				}
			} else if value, ok := (&subject{x, &x.Cases[k], ""}).value(t.name); ok {
				seen[value] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Error says what is wrong with an expression, and where.
type Error struct {
	Text   string
	Column int // from 1, in letters
	Msg    string
}

func (e *Error) Error() string { return fmt.Sprintf("-k %q: column %d: %s", e.Text, e.Column, e.Msg) }

func (e Expr) fail(at int, format string, args ...any) error {
	return &Error{e.text, 1 + len([]rune(e.text[:at])), fmt.Sprintf(format, args...)}
}
