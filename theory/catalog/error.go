package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// Error says what is wrong with a reference, and where in it.
type Error struct {
	Path string // below the reference: "", "radius", "blocks[1].axes[0]"
	Msg  string // what is wrong and what would be right, in one line
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Msg
	}
	return e.Path + ": " + e.Msg
}

// Bad is the error of an Init method that blames one parameter by its key.
func Bad(key, format string, args ...any) error { return &Error{key, fmt.Sprintf(format, args...)} }

func errorf(format string, args ...any) error { return &Error{Msg: fmt.Sprintf(format, args...)} }

func asError(err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	return &Error{Msg: err.Error()}
}

// under puts a key in front of the path of an error.
func under(key string, err error) error {
	if err == nil {
		return nil
	}
	e := *asError(err).(*Error)
	switch {
	case e.Path == "":
		e.Path = key
	case strings.HasPrefix(e.Path, "["):
		e.Path = key + e.Path
	default:
		e.Path = key + "." + e.Path
	}
	return &e
}

// IsName reports whether s is a plain word: lower-case letters, digits and single inner hyphens, at most
// 64. Names become the names of files and of macros.
func IsName(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// Nearest returns the name closest to a misspelt one, "" if none is close: at most a third of its letters
// changed, added, dropped, or swapped with a neighbour.
func Nearest(word string, names []string) string {
	best, least := "", len(word)/3+2
	for _, n := range names {
		if len(word)-len(n) >= least {
			continue // cannot be close, and a long word takes time and memory
		}
		if d := editDistance(word, n); d < least {
			best, least = n, d
		}
	}
	return best
}

func didYouMean(word string, names []string) string {
	if n := Nearest(word, names); n != "" {
		return fmt.Sprintf("; did you mean %q?", n)
	}
	return "; there are: " + strings.Join(names, ", ")
}

// Unknown is the error for a word that is not among the known names. What says what it should have named:
// "parameter of ball". The message suggests the nearest name, or lists all.
func Unknown(what, word string, names []string) error {
	article := "a"
	if strings.ContainsAny(what[:1], "aeiou") {
		article = "an"
	}
	if len(names) == 0 {
		return errorf("%q is not %s %s; there is none", word, article, what)
	}
	return errorf("%q is not %s %s%s", word, article, what, didYouMean(word, names))
}

// editDistance is the optimal string alignment distance: insertions, deletions, changes and swaps of
// neighbours.
func editDistance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
