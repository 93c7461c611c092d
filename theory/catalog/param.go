package catalog

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Ref is a reference in canonical form: "name" and every parameter, with plain values only (string, bool,
// int64, float64, []any, Ref). The same case has the same bytes in JSON.
type Ref = map[string]any

// Param documents one parameter. Its tags on the field:
//
//	doc:"radius R"                one line, with the unit if there is one
//	min:"1" max:"100"             closed bounds; above:"0" below:"1" are open ones; of each element in a list
//	len:"1"                       the least length of a list
//	enum:"optimal,independent"    the words a string may be
//	scalar:"yes"                  a list that may be written as one number
//	optional:"yes"                a reference to another entry that may be left out
//
// A number is always finite. A field tagged param:"-" is not a parameter.
type Param struct {
	Key, Type, Doc string
	Default        string // as text; "required" if there is none
	Bounds         string // "> 0", "1 … 100", "one of a, b"; "" if any value will do
}

// describe documents the parameters of an entry.
func describe(v reflect.Value) []Param {
	var params []Param
	for _, s := range slots(v) {
		field := s.at(v)
		p := Param{Key: s.key, Type: typeName(field.Type()), Doc: s.tag.Get("doc"), Bounds: bounds(s.tag)}
		switch {
		case !required(field):
			p.Default = Text(canonicalValue(field, s.tag))
		case s.tag.Get("optional") == "":
			p.Default = "required"
		}
		params = append(params, p)
	}
	return params
}

// A slot is where an entry keeps a parameter.
type slot struct {
	key  string
	path []int // of fields
	tag  reflect.StructTag
}

// known are the slots by type, since a large grid needs them once for each case.
var known sync.Map

// slots returns those of an entry.
func slots(v reflect.Value) []slot {
	v = structOf(v)
	if !v.IsValid() {
		return nil
	}
	if s, ok := known.Load(v.Type()); ok {
		return s.([]slot)
	}
	list, fixed := []slot(nil), true
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous && f.IsExported() { // the parameters of an embedded entry are the entry's own
			for _, s := range slots(v.Field(i)) {
				list = append(list, slot{s.key, append([]int{i}, s.path...), s.tag})
			}
			if _, ok := known.Load(f.Type); !ok {
				fixed = false // they depend on what an interface holds
			}
			continue
		}
		if f.IsExported() && f.Tag.Get("param") != "-" {
			list = append(list, slot{kebab(f.Name), []int{i}, f.Tag})
		}
	}
	if fixed {
		known.Store(v.Type(), list)
	}
	return list
}

// at finds the field of the parameter inside the entry.
func (s slot) at(v reflect.Value) reflect.Value {
	for _, i := range s.path {
		v = structOf(v).Field(i)
	}
	return v
}

// structOf follows pointers and interfaces to the struct that holds the parameters. The result is not valid
// if there is none.
func structOf(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v
}

// required: a reference to another entry with no default.
func required(f reflect.Value) bool { return f.Kind() == reflect.Interface && f.IsNil() }

// Text writes a canonical value for people: 0.5, [1, 2], ball(radius=2). Many numbers are shortened to
// their count and a hash: [1000×2 #3fa9c1].
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return "none"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		if short, ok := abbreviated(v); ok {
			return short
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = Text(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Ref:
		if f := familyOf(v); f != nil {
			return f.Label(v)
		}
	}
	return fmt.Sprint(v)
}

// familyOf finds the catalog of a canonical reference: the first by kind that has an entry with its name
// and parameters, since several catalogs may have the name.
func familyOf(ref Ref) family {
	name, _ := ref["name"].(string)
	var found family
	for _, f := range families {
		if fresh, ok := f.fresh(name); ok && fresh.has(ref) && (found == nil || f.Kind() < found.Kind()) {
			found = f
		}
	}
	return found
}

func bounds(tag reflect.StructTag) string {
	if e := tag.Get("enum"); e != "" {
		return "one of " + strings.ReplaceAll(e, ",", ", ")
	}
	var parts []string
	for _, b := range []struct{ key, sign string }{{"min", "≥ "}, {"above", "> "}, {"max", "≤ "},
		{"below", "< "}} {
		if s := tag.Get(b.key); s != "" {
			parts = append(parts, b.sign+s)
		}
	}
	return strings.Join(parts, ", ")
}

// inBounds returns what a number with this tag must be, "" if it is that.
func inBounds(x float64, tag reflect.StructTag) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "finite"
	}
	bound := func(key string) float64 {
		b, err := strconv.ParseFloat(tag.Get(key), 64)
		if err != nil {
			return math.NaN() // no comparison with NaN holds
		}
		return b
	}
	if x < bound("min") || x <= bound("above") || x > bound("max") || x >= bound("below") {
		return bounds(tag)
	}
	return ""
}

func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) {
			if i > 0 {
				b.WriteByte('-')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Float64:
		return "number"
	case reflect.Int:
		return "integer"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Slice {
			return "matrix"
		}
		return "list of " + typeName(t.Elem()) + "s"
	case reflect.Interface:
		if f, ok := families[t]; ok {
			return f.Kind()
		}
	}
	return t.Kind().String()
}
