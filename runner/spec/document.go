package spec

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/guard"
)

// Error says what is wrong with a spec, and where. Whatever the file holds, it prints as one line:
// "file:line: key: what is wrong; what would be right".
type Error struct {
	File string
	Line int    // from 1; 0 if the error concerns the whole file
	Key  string // "sweep.target[1].radius"; "" if the error concerns no key
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
	if s = results.OneLine(s + ": " + e.Msg); len(s) > 2000 { // it quotes the file, which may hold anything
		s = strings.ToValidUTF8(s[:2000], "") + "…"
	}
	return s
}

// A document is a TOML file: its values, their lines, and the problems found so far.
type document struct {
	file, text string
	root       map[string]any
	places
	problems []*Error
	read     func(name string) (string, error) // reads a file that the document names
	numbers  map[string]catalog.Numbers        // of the files read so far
}

// parse reads TOML. The values come from the library, their lines from a scan of the text.
func parse(file, text string) (*document, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if i := firstInvalid(text); i >= 0 {
		const what = "this is not UTF-8 text; a spec is a TOML file"
		return nil, &Error{file, 1 + strings.Count(text[:i], "\n"), "", what}
	}
	if strings.TrimSpace(text) == "" {
		return nil, &Error{File: file, Msg: "the file is empty; a spec has at least name, claim and check"}
	}
	places, refused, line := scan(text)
	if refused != "" {
		return nil, &Error{file, line, "", refused}
	}
	d := &document{file: file, text: text, places: places, numbers: map[string]catalog.Numbers{}}
	err := guard.Do(func() error {
		_, err := toml.Decode(text, &d.root)
		return err
	})
	if err != nil {
		return nil, d.syntax(err)
	}
	plain(d.root)
	return d, nil
}

// syntax converts an error of the library. It includes the key if that is in the same line.
func (d *document) syntax(err error) error {
	e := &Error{File: d.file, Msg: err.Error()}
	if at := (toml.ParseError{}); errors.As(err, &at) {
		start := min(max(at.Position.Start, 0), len(d.text))
		e.Line, e.Msg = 1+strings.Count(d.text[:start], "\n"), strings.TrimSuffix(at.Message, ".")
		line, _, _ := strings.Cut(d.text[1+strings.LastIndexByte(d.text[:start], '\n'):], "\n")
		if key := at.LastKey; strings.Contains(line, key[1+strings.LastIndexByte(key, '.'):]) {
			e.Key = key
		}
	}
	return e
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

// plain converts values of the library to those that catalogs accept, in place: every list becomes a []any,
// and a date prints as in the file.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, e := range v {
			v[key] = plain(e)
		}
	case []any:
		for i, e := range v {
			v[i] = plain(e)
		}
	case []map[string]any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = plain(e)
		}
		return list
	case time.Time:
		return date(v)
	}
	return v
}

// date prints a date or time as TOML writes it. No parameter takes one.
type date time.Time

func (d date) String() string {
	t := time.Time(d)
	layout, local := map[string]string{
		"datetime-local": "2006-01-02T15:04:05.999999999",
		"date-local":     "2006-01-02",
		"time-local":     "15:04:05.999999999",
	}[t.Location().String()]
	if !local {
		layout = time.RFC3339Nano
	}
	return t.Format(layout)
}

// lineOf returns the line of the longest part of the path that exists in the file.
func (d *document) lineOf(path string) int {
	for {
		if n, ok := d.line[path]; ok {
			return n
		}
		cut := max(0, strings.LastIndexAny(path, ".["))
		last, lines := path[cut:], d.lines[path[:cut]]
		if i, err := strconv.Atoi(strings.Trim(last, "[]")); err == nil && i >= 0 && i < len(lines) {
			return int(lines[i])
		}
		path = path[:cut]
	}
}

// failf records a problem at a path.
func (d *document) failf(path, format string, args ...any) {
	d.problems = append(d.problems, &Error{d.file, d.lineOf(path), path, fmt.Sprintf(format, args...)})
}

// err returns the first problem in the order of the file, or nil.
func (d *document) err() error {
	if d.problems == nil {
		return nil
	}
	return slices.MinFunc(d.problems, func(a, b *Error) int { return a.Line - b.Line })
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func join(path, key string) string {
	odd := func(r rune) bool {
		return !(r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	if key == "" || strings.ContainsFunc(key, odd) {
		key = strconv.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
