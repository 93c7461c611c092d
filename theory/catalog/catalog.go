// Package catalog holds named, documented constructors: the one extension mechanism of proxflow.
//
// There are only a few ideas:
//
//   - Of[T] is a catalog of the constructors of one interface T (potentials, manifolds, schedules, checks,
//     figures). A package keeps one as a variable, and every entry adds itself in the file that defines it,
//     so no list is edited.
//   - A parameter is an exported field. Its name in a spec is the field's in kebab-case (HalfWidth:
//     half-width); the value that the constructor leaves there is its default; tags document and bound it
//     (see Param).
//   - A reference names an entry and its parameters: "ball", or {"name": "ball", "radius": 2}. Build makes
//     the value and returns the reference in canonical form, with every parameter spelled out, so that two
//     spellings of a case are the same case.
//
// The package knows nothing of TOML: it takes the plain values that any decoder yields, and Numbers.
package catalog

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Of is a catalog of named constructors of T, an interface type.
type Of[T any] struct {
	kind    string
	entries map[string]entry
	names   []string // sorted
}

type entry struct {
	name, doc string
	make      func() any
	value     func() reflect.Value // as its constructor leaves it, made once
	fresh     func() fresh
}

// fresh are the parameters of an entry as its constructor leaves it.
type fresh struct {
	keys     []string // of its parameters, in the order of its fields
	defaults Ref      // without required parameters
}

// has says whether the entry has all parameters of a reference.
func (f fresh) has(ref Ref) bool {
	for key := range ref {
		if key != "name" && !slices.Contains(f.keys, key) {
			return false
		}
	}
	return true
}

// Family is a catalog without its type T, for listings and for checking references.
type Family interface {
	Kind() string
	Names() []string
	Doc(name string) string
	Params(name string) []Param
	Canonical(ref any) (Ref, error)
	Label(ref Ref) string
}

// All returns every catalog that is linked in, sorted by kind.
func All() []Family {
	var list []Family
	for _, f := range families {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Family) int { return strings.Compare(a.Kind(), b.Kind()) })
	return list
}

// ByKind finds a catalog by its word for one entry: "potential".
func ByKind(kind string) (Family, bool) {
	for _, f := range families {
		if f.Kind() == kind {
			return f, true
		}
	}
	return nil, false
}

// family adds what the decoder of fields needs.
type family interface {
	Family
	build(ref any) (value any, canonical Ref, err error)
	fresh(name string) (fresh, bool)
	name(of reflect.Value) string
}

// families lets a field of an interface type be filled by that type's catalog.
var families = map[reflect.Type]family{}

// New makes the catalog of T. Kind is the word for one entry in messages: "potential". Fields of type T, in
// any entry of any catalog, are filled from it. T must be an interface type with no other catalog.
func New[T any](kind string) *Of[T] {
	c := &Of[T]{kind: kind, entries: map[string]entry{}}
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Interface || families[t] != nil {
		panic("catalog: New wants an interface type without a catalog: " + t.String())
	}
	families[t] = c
	return c
}

// Add puts an entry into the catalog; doc is one line. The result has no meaning; it allows a call at
// package level.
//
//	var _ = Catalog.Add("ball", "indicator of a Euclidean ball; target: uniform on the sphere",
//		func() Potential { return &Ball{D: 2, Radius: 1} })
func (c *Of[T]) Add(name, doc string, make func() T) struct{} {
	if _, twice := c.entries[name]; twice || !IsName(name) {
		panic("catalog: bad or repeated name of a " + c.kind + ": " + name)
	}
	value := sync.OnceValue(func() reflect.Value { return reflect.ValueOf(make()) })
	c.entries[name] = entry{name, doc, func() any { return make() }, value, sync.OnceValue(func() (f fresh) {
		for _, s := range slots(value()) {
			f.keys = append(f.keys, s.key)
		}
		f.defaults = canonicalOf(value())
		return f
	})}
	i, _ := slices.BinarySearch(c.names, name)
	c.names = slices.Insert(c.names, i, name)
	return struct{}{}
}

func (c *Of[T]) fresh(name string) (f fresh, ok bool) {
	e, ok := c.entries[name]
	if ok {
		f = e.fresh()
	}
	return f, ok
}

// Kind is the word for one entry: "potential".
func (c *Of[T]) Kind() string { return c.kind }

// Names returns the names of all entries in alphabetical order.
func (c *Of[T]) Names() []string { return slices.Clone(c.names) }

// Doc returns an entry's one-line description, "" if there is none of this name.
func (c *Of[T]) Doc(name string) string { return c.entries[name].doc }

// Params describes the parameters of an entry in the order of its fields, nil if there is none of this name.
func (c *Of[T]) Params(name string) []Param {
	e, ok := c.entries[name]
	if !ok {
		return nil
	}
	return describe(reflect.ValueOf(e.make()))
}

// New makes the entry of this name with its default parameters.
func (c *Of[T]) New(name string) (T, error) {
	v, _, err := c.Build(name)
	return v, err
}

// Blank returns the entry of this name as its constructor leaves it, without required parameters and before
// Init. It serves questions that do not depend on these.
func (c *Of[T]) Blank(name string) (v T, ok bool) {
	e, ok := c.entries[name]
	if ok {
		v = e.make().(T)
	}
	return v, ok
}

// Build makes the value a reference stands for and returns the reference in canonical form. A reference is a
// name, or a map with a "name" and parameters. An error is an *Error whose path starts at the reference.
func (c *Of[T]) Build(ref any) (T, Ref, error) {
	v, canonical, err := c.build(ref)
	if err != nil {
		var none T
		return none, nil, err
	}
	return v.(T), canonical, nil
}

// Canonical returns a reference in canonical form, or an error that says what is wrong with it.
func (c *Of[T]) Canonical(ref any) (Ref, error) {
	_, canonical, err := c.build(ref)
	return canonical, err
}

// Some returns the given parameters of the entry of this name in canonical form, each as Canonical would,
// so that references with these parameters can be found. It checks each parameter alone; only Canonical
// checks them together.
func (c *Of[T]) Some(name string, params map[string]any) (Ref, error) {
	e, ok := c.entries[name]
	if !ok {
		return nil, errorf("there is no %s %q%s", c.kind, name, didYouMean(name, c.Names()))
	}
	return fillSome(reflect.ValueOf(e.make()), name, params)
}

// Values returns the parameters of a struct, or of a pointer to one, in canonical form, as its fields hold
// them, so that a value can name itself. References without a value are left out.
func Values(v any) Ref { return canonicalOf(reflect.ValueOf(v)) }

func (c *Of[T]) build(ref any) (any, Ref, error) {
	name, params, err := c.split(ref)
	if err != nil {
		return nil, nil, err
	}
	e, ok := c.entries[name]
	if !ok {
		return nil, nil, errorf("there is no %s %q%s", c.kind, name, didYouMean(name, c.Names()))
	}
	v := e.make()
	canonical, err := fill(reflect.ValueOf(v), name, params)
	if err != nil {
		return nil, nil, err
	}
	canonical["name"] = name
	if i, ok := v.(interface{ Init() error }); ok {
		if err := i.Init(); err != nil {
			return nil, nil, asError(err)
		}
	}
	return v, canonical, nil
}

func (c *Of[T]) split(ref any) (name string, params map[string]any, err error) {
	switch r := ref.(type) {
	case string:
		return r, nil, nil
	case map[string]any:
		n, ok := r["name"]
		if !ok {
			return "", nil, errorf("this %s has no name: write { name = \"…\", … }", c.kind)
		}
		s, ok := n.(string)
		if !ok {
			return "", nil, under("name", errorf("want the name of a %s, got %s", c.kind, describeValue(n)))
		}
		params = maps.Clone(r)
		delete(params, "name")
		return s, params, nil
	}
	return "", nil, errorf("want the name of a %s, or a table with its name and parameters, got %s", c.kind,
		describeValue(ref))
}

// name finds the entry that makes values like this one: of the same type, with the same types embedded.
func (c *Of[T]) name(v reflect.Value) string {
	for _, n := range c.names {
		if alike(c.entries[n].value(), v) {
			return n
		}
	}
	panic(fmt.Sprintf("catalog: no %s makes %v", c.kind, v.Type()))
}

// alike reports whether two values have the same type, and whatever they embed as well. One type may serve
// several entries.
func alike(a, b reflect.Value) bool {
	for a.Kind() == reflect.Interface {
		a = a.Elem()
	}
	for b.Kind() == reflect.Interface {
		b = b.Elem()
	}
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.Type() != b.Type() {
		return false
	}
	a, b = structOf(a), structOf(b)
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	for i := range a.NumField() {
		if f := a.Type().Field(i); f.Anonymous && f.IsExported() && !alike(a.Field(i), b.Field(i)) {
			return false
		}
	}
	return true
}

// Label is the short text of a canonical reference: the name, and the parameters that differ from their
// defaults: "ball", "ball(d=5, radius=2)".
func (c *Of[T]) Label(ref Ref) string {
	name := ref["name"].(string)
	fresh, _ := c.fresh(name)
	var parts []string
	for _, key := range fresh.keys {
		if v := ref[key]; !reflect.DeepEqual(v, fresh.defaults[key]) {
			parts = append(parts, key+"="+Text(v))
		}
	}
	if parts == nil {
		return name
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}
