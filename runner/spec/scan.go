package spec

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// Limits. No spec needs more, and the library takes quadratic time and memory for long paths.
const (
	deepest = 32     // keys and elements from the root to a value
	longest = 1000   // bytes of a path
	most    = 10_000 // keys and tables
)

// places holds the lines of the parts of a TOML text. A path looks like "control[0].params.t".
type places struct {
	line  map[string]int      // of each key
	lines map[string][]int32  // of the elements of the list at a path
	order map[string][]string // the keys of the table at a path, in the order of the file
}

// A scanner finds the places in one walk over keys, brackets and commas. The library knows the positions of
// keys, but not those of the elements of a list, nor of a key that several elements share. Text that is not
// TOML ends the walk; the library reports the error.
type scanner struct {
	places
	text    string
	at      int    // bytes read
	now     int    // line, from 1
	count   int    // keys and tables
	refused string // why the library must not read the text; "" if it may
}

// A spot is a path from the root to a value, and the number of its parts.
type spot struct {
	text  string
	depth int
}

// scan returns the places of a text, or the reason for refusing it and its line.
func scan(text string) (p places, refused string, line int) {
	s := scanner{text: text, now: 1}
	s.places = places{map[string]int{"": 1}, map[string][]int32{}, map[string][]string{}}
	var table spot
	for more := true; more && s.skip(true) != 0; {
		switch {
		case strings.HasPrefix(s.text[s.at:], "[["):
			s.at += 2
			if table, more = s.key(spot{}); more {
				s.lines[table.text] = append(s.lines[table.text], int32(s.now))
				table, more = s.last(table)
				more = more && s.accept(']') && s.accept(']')
			}
		case s.accept('['):
			table, more = s.key(spot{})
			more = more && s.accept(']')
		default:
			more = s.pair(table)
		}
	}
	return s.places, s.refused, s.now
}

// skip skips blanks and, if lines is set, comments and line ends. It returns the next byte, or 0 at the end.
func (s *scanner) skip(lines bool) byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case lines && c == '\n':
			s.now++
		case lines && c == '#':
			s.until("\n")
			continue
		case c != ' ' && c != '\t' && !(lines && c == '\r'):
			return c
		}
		s.at++
	}
	return 0
}

// until skips all bytes up to one of the stops.
func (s *scanner) until(stops string) {
	if n := strings.IndexAny(s.text[s.at:], stops); n >= 0 {
		s.at += n
	} else {
		s.at = len(s.text)
	}
}

// accept skips blanks and consumes the next byte if it is c.
func (s *scanner) accept(c byte) bool {
	if s.skip(false) != c {
		return false
	}
	s.at++
	return true
}

// refuse ends the walk.
func (s *scanner) refuse(format string, args ...any) bool {
	s.refused = fmt.Sprintf(format, args...)
	return false
}

// step counts one more part of a path, and checks the limits.
func (s *scanner) step(p spot) (spot, bool) {
	p.depth++
	switch {
	case p.depth > deepest:
		return p, s.refuse("nested more than %d levels deep; no key of a spec is", deepest)
	case len(p.text) > longest:
		return p, s.refuse("a key is longer than %d bytes; no key of a spec is", longest)
	}
	return p, true
}

// last returns the last element so far of the list at a path, or the path itself if there is no list.
func (s *scanner) last(p spot) (spot, bool) {
	n := len(s.lines[p.text])
	if n == 0 {
		return p, true
	}
	p.text = element(p.text, n-1)
	return s.step(p)
}

// counted counts one more key or table, and checks the limit.
func (s *scanner) counted() bool {
	if s.count++; s.count > most {
		const what = `more than %d keys and tables; put numbers into a file: { file = "points.csv" }`
		return s.refuse(what, most)
	}
	return true
}

// pair reads a key below a path, with its value.
func (s *scanner) pair(below spot) bool {
	p, ok := s.key(below)
	return ok && s.accept('=') && s.value(p)
}

// key reads a dotted key below a path, and records each new part. On the way, an array of tables stands for
// its last element.
func (s *scanner) key(below spot) (p spot, ok bool) {
	for p = below; ; {
		part, ok := s.part()
		if !ok {
			return p, false
		}
		if p, ok = s.last(p); !ok {
			return p, false
		}
		table := p.text
		p.text = join(p.text, part)
		if p, ok = s.step(p); !ok || !s.counted() {
			return p, false
		}
		if _, known := s.line[p.text]; !known {
			s.line[p.text] = s.now
			s.order[table] = append(s.order[table], part)
		}
		if !s.accept('.') {
			return p, true
		}
	}
}

// part reads one part of a key.
func (s *scanner) part() (part string, ok bool) {
	c, from := s.skip(false), s.at
	if c != '"' && c != '\'' {
		s.until(" \t\r\n.=[]{},\"'#")
		return s.text[from:s.at], s.at > from
	}
	if !s.quoted(c) {
		return "", false
	}
	if part = s.text[from+1 : s.at-1]; strings.Contains(part, `\`) && c == '"' {
		var v struct{ K string }
		_, err := toml.Decode("k = "+s.text[from:s.at], &v)
		return v.K, err == nil
	}
	return part, true
}

// quoted skips a string in single or triple quotes.
func (s *scanner) quoted(quote byte) bool {
	three := strings.Repeat(string(quote), 3)
	long := strings.HasPrefix(s.text[s.at:], three)
	if long {
		s.at += 2
	}
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\' && quote == '"':
			s.at++
			if s.at < len(s.text) && s.text[s.at] == '\n' {
				s.now++
			}
		case c == '\n' && !long:
			return false
		case c == '\n':
			s.now++
		case c == quote && !long:
			s.at++
			return true
		case c == quote && strings.HasPrefix(s.text[s.at:], three):
			for s.at += 3; s.at < len(s.text) && s.text[s.at] == quote; {
				s.at++ // up to two quotes before the closing three belong to the string
			}
			return true
		}
	}
	return false
}

// value reads the value at a path.
func (s *scanner) value(p spot) bool {
	switch c := s.skip(false); c {
	case 0:
		return false
	case '"', '\'':
		return s.quoted(c)
	case '[':
		s.at++
		return s.each(']', func() bool {
			s.lines[p.text] = append(s.lines[p.text], int32(s.now))
			if c := s.text[s.at]; c != '[' && c != '{' { // a number, say, which needs no path of its own
				return s.value(p)
			}
			e, ok := s.last(p)
			return ok && s.value(e)
		})
	case '{':
		s.at++
		return s.counted() && s.each('}', func() bool { return s.pair(p) })
	default:
		s.until(",]}#\r\n")
		return true
	}
}

// each reads items separated by commas until the closing bracket.
func (s *scanner) each(closing byte, read func() bool) bool {
	for {
		switch s.skip(true) {
		case 0:
			return false
		case closing:
			s.at++
			return true
		}
		if !read() {
			return false
		}
		if s.skip(true) == ',' {
			s.at++
		} else if s.skip(true) != closing {
			return false
		}
	}
}
