// Package series names the curves that checks record and figures draw, so that the compiler keeps both in
// agreement. It imports no other package of the project: figures need the store and these names, but no
// check.
//
// There are only a few types. A Name identifies one curve: points (x, y) in the order in which they were
// recorded. A Vector, a Band and a Compared are a few curves that belong together. A Family has one member
// for each number, such as that of a path, or for each time. A Selector matches names in the store. The
// variables and functions list all curves, and say what x and y are: exact.go for claims P, V and H,
// minibatch.go for claim M, and learned.go for claim L.
package series

import (
	"fmt"
	"strconv"
	"strings"
)

// Name is the name of one curve. Only this package creates names.
type Name struct{ text string }

// String returns the name in the store.
func (n Name) String() string { return n.text }

// Glob matches this curve only.
func (n Name) Glob() string { return n.text }

// Selector is a set of curves.
type Selector interface {
	// Glob matches the names of the set in the store: * stands for any text.
	Glob() string
}

// Vector is a curve for each coordinate of a sequence of points: their values at one x make up a point.
type Vector struct{ prefix string }

// Coordinate is the curve of coordinate i, from 0.
func (v Vector) Coordinate(i int) Name { return Name{v.prefix + strconv.Itoa(i+1)} }

// Glob matches the curves of all coordinates.
func (v Vector) Glob() string { return v.prefix + "*" }

// String is the name of all coordinates, for messages: "path-1/x<i>".
func (v Vector) String() string { return v.prefix + "<i>" }

// Band is a curve with a lower and an upper bound.
type Band struct{ text string }

func (b Band) Middle() Name { return Name(b) }
func (b Band) Low() Name    { return Name{b.text + "/low"} }
func (b Band) High() Name   { return Name{b.text + "/high"} }

// Glob matches the three curves.
func (b Band) Glob() string { return b.text + "*" }

// Compared is a measured curve and the one that the theory predicts.
type Compared struct{ text string }

func (c Compared) Got() Name  { return Name{c.text + "/got"} }
func (c Compared) Want() Name { return Name{c.text + "/want"} }

// Glob matches both curves.
func (c Compared) Glob() string { return c.text + "/*" }

// Family is a set of curves whose names differ in a number: one S for each K.
type Family[K int | float64, S any] struct {
	prefix string
	member func(text string) S
}

// Of returns the member with this number.
func (f Family[K, S]) Of(k K) S { return f.member(f.prefix + fmt.Sprint(k)) }

// Glob matches the curves of all members.
func (f Family[K, S]) Glob() string { return f.prefix + "*" }

// Number returns the number of the member that a curve belongs to; ok is false if it belongs to none.
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
