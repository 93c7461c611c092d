package spec

import (
	"math"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/theory/catalog"
)

// A node is a value in a document, or the place of a missing one. Its methods read the value as an expected
// type. If it has another type, they record a problem in the document, and return a meaningless value.
type node struct {
	doc   *document
	path  string
	value any // nil: missing
}

func (n node) given() bool { return n.value != nil }

func (n node) failf(format string, args ...any) { n.doc.failf(n.path, format, args...) }

func (n node) line() int { return n.doc.lineOf(n.path) }

// want records that the value is missing or of another type.
func (n node) want(what string) {
	switch v := n.value.(type) {
	case nil:
		n.failf("is missing; want %s", what)
	case string:
		n.failf("want %s, got the text %q", what, v)
	case map[string]any:
		n.failf("want %s, got a table", what)
	case []any:
		n.failf("want %s, got a list of %d", what, len(v))
	default:
		n.failf("want %s, got %v", what, v)
	}
}

// at returns the value of a key.
func (n node) at(key string) node {
	t, _ := n.value.(map[string]any)
	return node{n.doc, join(n.path, key), t[key]}
}

// table checks that the value, if given, is a table without unknown keys.
func (n node) table(what string, known ...string) {
	for _, f := range n.fields() {
		f.oneOf(f.key, "key of "+what, known)
	}
}

// oneOf records a problem unless the word is one of the names.
func (n node) oneOf(word, what string, names []string) {
	if !slices.Contains(names, word) {
		n.failf("%v", catalog.Unknown(what, word, names))
	}
}

type field struct {
	key string
	node
}

// fields returns the values of a table in the order of the file; none if the table is not given.
func (n node) fields() []field {
	if _, ok := n.value.(map[string]any); !ok && n.given() {
		n.want("a table")
	}
	var out []field
	if t, ok := n.value.(map[string]any); ok {
		for _, key := range n.doc.order[n.path] {
			out = append(out, field{key, node{n.doc, join(n.path, key), t[key]}})
		}
	}
	return out
}

// elements returns the elements of a list; none if the list is not given.
func (n node) elements(what string) []node {
	list, ok := n.value.([]any)
	if !ok && n.given() {
		n.want(what)
	}
	out := make([]node, len(list))
	for i, v := range list {
		out[i] = node{n.doc, element(n.path, i), v}
	}
	return out
}

// text reads a line of text.
func (n node) text() string {
	s, ok := n.value.(string)
	switch {
	case !ok:
		n.want("a text")
	case s == "" || s != results.OneLine(s):
		n.failf("want one line of text, got %q", s)
	}
	return s
}

// name reads a name.
func (n node) name() string {
	s, ok := n.value.(string)
	switch {
	case !ok:
		n.want(`a name like "my-name"`)
	case !catalog.IsName(s):
		n.failf("%q is not a valid name: names become file names, so use "+
			"at most 64 lower-case letters, digits and inner hyphens", s)
	}
	return s
}

// choice reads one of the names.
func (n node) choice(what string, names []string) string {
	s, ok := n.value.(string)
	if !ok {
		n.want("the name of a " + what)
		return ""
	}
	n.oneOf(s, what, names)
	return s
}

// word reads a letter or a word: letters, digits and hyphens, a letter first.
func (n node) word() string {
	s, ok := n.value.(string)
	switch {
	case !ok:
		n.want(`a letter or a word, as in "P"`)
	case !catalog.IsName(strings.ToLower(s)) || s[0] <= '9':
		n.failf("%q is not a letter or a word; write one like \"P\"", s)
	}
	return s
}

// words reads a list of words, each one of the names and none twice.
func (n node) words(what string, names []string) []string {
	var words []string
	seen := map[string]bool{}
	for _, e := range n.elements("a list of names") {
		w, ok := e.value.(string)
		switch {
		case !ok:
			e.want("a " + what)
		case seen[w]:
			e.failf("%q is listed twice", w)
		default:
			e.oneOf(w, what, names)
		}
		seen[w] = true
		words = append(words, w)
	}
	return words
}

// integer reads an integer from lo to hi. If none is given, it returns the default none.
func (n node) integer(lo, hi, none int64) int64 {
	i, ok := n.value.(int64)
	switch {
	case !n.given():
		return none
	case !ok:
		n.want("an integer")
	case i < lo && hi == math.MaxInt64:
		n.failf("must be ≥ %d, not %d", lo, i)
	case i < lo || i > hi:
		n.failf("must be %d … %d, not %d", lo, hi, i)
	}
	return i
}

// number reads a finite number within a bound: "> 0", "≥ 1" or "" for any.
func (n node) number(bound string) float64 {
	var x float64
	switch v := n.value.(type) {
	case float64:
		x = v
	case int64:
		x = float64(v)
	default:
		n.want(strings.TrimSpace("a number " + bound))
		return 0
	}
	switch {
	case bound == "" && x-x != 0: // infinite or NaN
		n.failf("must be finite, not %v", x)
	case bound != "" && (!(x > 0) || math.IsInf(x, 0) || bound == "≥ 1" && x < 1):
		n.failf("must be finite and %s, not %v", bound, x)
	}
	return x
}
