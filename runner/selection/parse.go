package selection

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is the most bytes of an expression, and so the most levels of parentheses.
const longest = 10_000

// Parse reads an expression. The empty one selects everything. An error is an *Error.
func Parse(text string) (Expr, error) {
	p := &parser{Expr: Expr{text: text}}
	switch {
	case len(text) > longest:
		p.text = text[:20] + "…"
		return Expr{}, p.fail(0, "the expression has %d bytes; at most %d are read", len(text), longest)
	case !utf8.ValidString(text):
		p.text = strings.ToValidUTF8(text, "�")
		return Expr{}, p.fail(0, "this is not text in UTF-8")
	case strings.TrimSpace(text) == "":
		return Expr{text: text}, nil
	}
	if err := p.next(); err != nil {
		return Expr{}, err
	}
	root, err := p.or()
	if err == nil && p.token != "" {
		err = p.fail(p.at, "want and, or, or the end, got %q", p.token)
	}
	if err != nil {
		return Expr{}, err
	}
	p.root = root
	return p.Expr, nil
}

// A parser has read one token beyond what it has understood.
type parser struct {
	Expr
	token  string // "" at the end
	quoted bool   // the token is a word, whatever it is
	at     int    // bytes before the token
	end    int    // bytes before what follows it
}

const marks = "()=~'\""

// next reads a token: a mark, a word, or a quoted word.
func (p *parser) next() error {
	rest := strings.TrimLeftFunc(p.text[p.end:], unicode.IsSpace)
	p.at, p.quoted = len(p.text)-len(rest), false
	switch {
	case rest == "":
		p.token = ""
	case rest[0] == '\'' || rest[0] == '"':
		n := strings.IndexByte(rest[1:], rest[0])
		if n < 0 {
			return p.fail(p.at, "the quote %c is not closed", rest[0])
		}
		p.token, p.quoted, p.end = rest[1:1+n], true, p.at+n+2
		if p.token == "" {
			return p.fail(p.at, "the word is empty")
		}
		return nil
	case strings.HasPrefix(rest, "=="):
		p.token = "=="
	case strings.IndexByte(marks, rest[0]) >= 0:
		p.token = rest[:1]
	default:
		n := strings.IndexFunc(rest, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune(marks, r)
		})
		if n < 0 {
			n = len(rest)
		}
		p.token = rest[:n]
	}
	p.end = p.at + len(p.token)
	return nil
}

// accept passes over the token if it is this mark or keyword.
func (p *parser) accept(token string) (bool, error) {
	if p.quoted || p.token != token {
		return false, nil
	}
	return true, p.next()
}

func (p *parser) or() (test, error) {
	return p.chain("or", p.and, func(a, b test) test { return func(s *subject) bool { return a(s) || b(s) } })
}

func (p *parser) and() (test, error) {
	return p.chain("and", p.not, func(a, b test) test { return func(s *subject) bool { return a(s) && b(s) } })
}

func (p *parser) chain(word string, part func() (test, error), join func(a, b test) test) (test, error) {
	all, err := part()
	for err == nil {
		more, e := p.accept(word)
		if e != nil || !more {
			return all, e
		}
		var next test
		if next, err = part(); err == nil {
			all = join(all, next)
		}
	}
	return nil, err
}

func (p *parser) not() (test, error) {
	if ok, err := p.accept("not"); err != nil {
		return nil, err
	} else if ok {
		inner, err := p.not()
		return func(s *subject) bool { return !inner(s) }, err
	}
	open := p.at
	if ok, err := p.accept("("); err != nil {
		return nil, err
	} else if ok {
		inner, err := p.or()
		if err != nil {
			return nil, err
		}
		if closed, err := p.accept(")"); err != nil {
			return nil, err
		} else if !closed {
			return nil, p.fail(open, "this parenthesis is not closed")
		}
		return inner, nil
	}
	return p.term()
}

func (p *parser) term() (test, error) {
	t := &term{at: p.at, operator: "~"}
	var err error
	if t.word, err = p.word("a term, such as target=ball"); err != nil {
		return nil, err
	}
	if !p.quoted && (p.token == "=" || p.token == "==" || p.token == "~") {
		t.name, t.operator = t.word, p.token
		if err := p.next(); err != nil {
			return nil, err
		}
		if t.word, err = p.word("a word after " + t.operator); err != nil {
			return nil, err
		}
	}
	p.terms = append(p.terms, t)
	return t.test, nil
}

// word passes over a word.
func (p *parser) word(want string) (string, error) {
	word := p.token
	switch {
	case p.quoted:
	case word == "":
		return "", p.fail(p.at, "want %s, but the expression ends", want)
	case word == "and" || word == "or" || word == "not" || strings.Contains(marks+"==", word):
		return "", p.fail(p.at, "want %s, got %q", want, word)
	}
	return word, p.next()
}
