package spec

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Error says what is wrong with a spec, and where. It prints as one line, whatever the file holds:
// "file:line: key: what is wrong; what would be right".
type Error struct {
	File string
	Line int    // from 1; 0 if the file as a whole is to blame
	Key  string // "sweep.target[1].radius"; "" if no key is
	Msg  string
}

func (e *Error) Error() string {
	s := e.File
	if e.Line > 0 {
		s += ":" + strconv.Itoa(e.Line)
	}
	if e.Key != "" {
		s += ": " + e.Key
	}
	return OneLine(s + ": " + e.Msg)
}

// OneLine escapes what would break a line or a terminal.
func OneLine(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == utf8.RuneError || !unicode.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A document is a TOML file that knows the line and the order of its keys.
type document struct {
	file, text string
	root       map[string]any
	line       map[string]int      // by path: "control[0].params.t"
	order      map[string][]string // the keys of the table at a path, as they stand in the file
	problems   []*Error
}

// parse reads TOML. Values come from the decoder; lines and order from a second walk over the syntax tree.
func parse(file, text string) (*document, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	d := &document{file: file, text: text, line: map[string]int{"": 1}, order: map[string][]string{}}
	if i := firstInvalid(text); i >= 0 {
		return nil, &Error{file, 1 + strings.Count(text[:i], "\n"), "", "this is not text in UTF-8; a spec is a TOML file"}
	}
	if strings.TrimSpace(text) == "" {
		return nil, &Error{File: file, Msg: "the file is empty; a spec has at least name, claim and check"}
	}
	if err := toml.Unmarshal([]byte(text), &d.root); err != nil {
		e := &Error{File: file, Msg: strings.TrimPrefix(err.Error(), "toml: ")}
		if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
			e.Line, _ = at.Position()
			e.Key = strings.Join(at.Key(), ".")
		}
		return nil, e
	}
	d.locate()
	return d, nil
}

func firstInvalid(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return i
		}
	}
	return -1
}

// locate notes the line of every key and element.
func (d *document) locate() {
	var newlines []int
	for i := range len(d.text) {
		if d.text[i] == '\n' {
			newlines = append(newlines, i)
		}
	}
	lineOf := func(r unstable.Range) int { return 1 + sort.SearchInts(newlines, int(r.Offset)) }
	elements := map[string]int{} // how many elements an array of tables has so far

	// keys walks a dotted key below a path; latest steps into the last element of each array of tables on the way.
	keys := func(path string, it unstable.Iterator) string {
		for it.Next() {
			if n, ok := elements[path]; ok {
				path = element(path, n-1)
			}
			parent, k := path, it.Node()
			path = join(path, string(k.Data))
			if _, known := d.line[path]; !known {
				d.line[path] = lineOf(k.Raw)
				d.order[parent] = append(d.order[parent], string(k.Data))
			}
		}
		return path
	}
	const deepest = 32 // deeper elements are told by the line of what holds them
	var value func(path string, n *unstable.Node, depth int)
	value = func(path string, n *unstable.Node, depth int) {
		if depth == deepest {
			return
		}
		i := 0
		for it := n.Children(); it.Next(); i++ {
			switch child := it.Node(); n.Kind {
			case unstable.InlineTable:
				value(keys(path, child.Key()), child.Value(), depth+1)
			case unstable.Array:
				e := element(path, i)
				if child.Raw.Length > 0 { // an array has no range of its own
					d.line[e] = lineOf(child.Raw)
				}
				value(e, child, depth+1)
			}
		}
	}

	var p unstable.Parser
	p.Reset([]byte(d.text))
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table:
			table = keys("", e.Key())
		case unstable.ArrayTable:
			path := keys("", e.Key())
			table = element(path, elements[path])
			elements[path]++
			for k := e.Key(); k.Next(); {
				d.line[table] = lineOf(k.Node().Raw)
			}
		case unstable.KeyValue:
			value(keys(table, e.Key()), e.Value(), 0)
		}
	}
}

// lineOf is the line of the longest part of the path that the file holds.
func (d *document) lineOf(path string) int {
	for {
		if n, ok := d.line[path]; ok {
			return n
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
}

// failf notes what is wrong at a path.
func (d *document) failf(path, format string, args ...any) {
	d.problems = append(d.problems, &Error{d.file, d.lineOf(path), path, fmt.Sprintf(format, args...)})
}

// err is the problem that stands first in the file, nil if there is none.
func (d *document) err() error {
	if d.problems == nil {
		return nil
	}
	return slices.MinFunc(d.problems, func(a, b *Error) int { return a.Line - b.Line })
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func join(path, key string) string {
	for _, r := range key {
		if !(r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			key = strconv.Quote(key)
			break
		}
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
