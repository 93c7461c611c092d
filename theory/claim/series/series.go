// Package series names the curves that checks leave for figures, so that whoever draws one and whoever observes it agree by
// the compiler. It imports nothing of ours: figures read the store and these names, and no check.
//
// There are only a few types. A Name is one curve, points (x, y) in the order of observation. A Vector, a Band and a Compared
// are a few curves that belong together. A Family has a member for each number: a path, a time. A Selector matches names in
// the store. The variables and functions say which curves there are, and what x and y are: exact.go those of claims P, V, S
// and H, minibatch.go those of claim M, learned.go those of claim L.
package series

import (
	"fmt"
	"strconv"
	"strings"
)

// Name is the name of one curve.
type Name struct{ text string }

// String is the name in the store.
func (n Name) String() string { return n.text }

// Glob matches this curve alone.
func (n Name) Glob() string { return n.text }

// Selector is a set of curves.
type Selector interface {
	// Glob matches the names of the set in the store: * stands for any text.
	Glob() string
}

// Vector are the curves of the coordinates of points: a point is what all of them have at one x.
type Vector struct{ prefix string }

// Coordinate is the curve of coordinate i, from 0.
func (v Vector) Coordinate(i int) Name { return Name{v.prefix + strconv.Itoa(i+1)} }

// Glob matches the curves of all coordinates.
func (v Vector) Glob() string { return v.prefix + "*" }

// String is the name with i in the place of the number of the coordinate, for messages.
func (v Vector) String() string { return v.prefix + "<i>" }

// Band is a curve with a lower and an upper one around it.
type Band struct{ text string }

func (b Band) Middle() Name { return Name(b) }
func (b Band) Low() Name    { return Name{b.text + "/low"} }
func (b Band) High() Name   { return Name{b.text + "/high"} }

// Glob matches the three curves.
func (b Band) Glob() string { return b.text + "*" }

// Compared is a curve of what was measured, and another of what the theory wants.
type Compared struct{ text string }

func (c Compared) Got() Name  { return Name{c.text + "/got"} }
func (c Compared) Want() Name { return Name{c.text + "/want"} }

// Glob matches both curves.
func (c Compared) Glob() string { return c.text + "/*" }

// Family are curves that differ in a number: one S for each K.
type Family[K int | float64, S any] struct {
	prefix string
	member func(text string) S
}

// Of is the member with this number.
func (f Family[K, S]) Of(k K) S { return f.member(f.prefix + fmt.Sprint(k)) }

// Glob matches the curves of all members.
func (f Family[K, S]) Glob() string { return f.prefix + "*" }

// Number is the number of the member to which a curve belongs; not ok if it belongs to none.
func (f Family[K, S]) Number(name string) (k K, ok bool) {
	rest, ok := strings.CutPrefix(name, f.prefix)
	text, _, _ := strings.Cut(rest, "/")
	x, err := strconv.ParseFloat(text, 64)
	k = K(x)
	return k, ok && err == nil && float64(k) == x
}

func name(text string) Name         { return Name{text} }
func vector(text string) Vector     { return Vector{text + "/x"} }
func band(text string) Band         { return Band{text} }
func compared(text string) Compared { return Compared{text} }
