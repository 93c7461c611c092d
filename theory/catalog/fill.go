package catalog

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// fill sets the parameters of the entry v from plain values and returns them all in canonical form.
func fill(v reflect.Value, name string, params map[string]any) (Ref, error) {
	canonical, err := fillSome(v, name, params)
	if err != nil {
		return nil, err
	}
	for _, s := range slots(v) {
		field := s.at(v)
		_, given := params[s.key]
		switch {
		case given, required(field) && s.tag.Get("optional") != "":
		case required(field):
			return nil, errorf("%s needs the parameter %q (%s)", name, s.key, typeName(field.Type()))
		default:
			canonical[s.key] = canonicalValue(field, s.tag)
		}
	}
	return canonical, nil
}

// fillSome does so for the given parameters only.
func fillSome(v reflect.Value, name string, params map[string]any) (Ref, error) {
	all := slots(v)
	keys := make([]string, len(all))
	for i, s := range all {
		keys[i] = s.key
	}
	// sorted, so that of two mistakes the same one is always reported
	for _, key := range slices.Sorted(maps.Keys(params)) {
		if !slices.Contains(keys, key) {
			return nil, under(key, Unknown("parameter of "+name, key, keys))
		}
	}
	canonical := Ref{}
	for _, s := range all {
		given, ok := params[s.key]
		if !ok {
			continue
		}
		c, err := set(s.at(v), given, s.tag)
		if err != nil {
			return nil, under(s.key, err)
		}
		canonical[s.key] = c
	}
	return canonical, nil
}

// set stores a plain value in a field, checked against its tag, and returns the value in canonical form.
func set(field reflect.Value, given any, tag reflect.StructTag) (any, error) {
	switch field.Kind() {
	case reflect.Float64:
		x, ok := number(given)
		if !ok {
			return nil, errorf("want a number, got %s", describeValue(given))
		}
		if want := inBounds(x, tag); want != "" {
			return nil, errorf("must be %s, not %s", want, Text(x))
		}
		field.SetFloat(x + 0) // -0 is 0
		return field.Float(), nil
	case reflect.Int:
		x, ok := number(given)
		if !ok || x != float64(int64(x)) {
			return nil, errorf("want an integer, got %s", describeValue(given))
		}
		if want := inBounds(x, tag); want != "" {
			return nil, errorf("must be %s, not %d", want, int64(x))
		}
		field.SetInt(int64(x))
		return int64(x), nil
	case reflect.Bool:
		b, ok := given.(bool)
		if !ok {
			return nil, errorf("want true or false, got %s", describeValue(given))
		}
		field.SetBool(b)
		return b, nil
	case reflect.String:
		s, ok := given.(string)
		if !ok {
			return nil, errorf("want a text, got %s", describeValue(given))
		}
		if words := tag.Get("enum"); words != "" && !slices.Contains(strings.Split(words, ","), s) {
			return nil, Unknown("choice here", s, strings.Split(words, ","))
		}
		field.SetString(s)
		return s, nil
	case reflect.Slice:
		return setSlice(field, given, tag)
	case reflect.Interface:
		f, ok := families[field.Type()]
		if !ok {
			break
		}
		v, ref, err := f.build(given)
		if err != nil {
			return nil, err
		}
		field.Set(reflect.ValueOf(v))
		return ref, nil
	}
	panic(fmt.Sprintf("catalog: a parameter of type %v", field.Type()))
}

func setSlice(field reflect.Value, given any, tag reflect.StructTag) (any, error) {
	list, ok := given.([]any)
	numbers, read := given.(Numbers)
	row := func(i int) int { return i }
	switch {
	case read:
		var err error
		if list, row, err = numbers.list(field.Type()); err != nil {
			return nil, err
		}
	case !ok:
		if tag.Get("scalar") == "" {
			return nil, errorf("want a %s, got %s", typeName(field.Type()), describeValue(given))
		}
		list = []any{given}
	}
	if least, err := strconv.Atoi(tag.Get("len")); err == nil && len(list) < least {
		return nil, errorf("must have at least %d elements, not %d", least, len(list))
	}
	out, canonical := reflect.MakeSlice(field.Type(), len(list), len(list)), make([]any, len(list))
	for i, e := range list {
		c, err := set(out.Index(i), e, tag)
		if err != nil && ok {
			err = under(fmt.Sprintf("[%d]", i), err)
		}
		if err != nil && read {
			err = errorf("%s: %s", numbers.Place(row(i)), asError(err).(*Error).Msg)
		}
		if err != nil {
			return nil, err
		}
		canonical[i] = c
	}
	field.Set(out)
	if tag.Get("scalar") != "" && len(list) == 1 {
		return canonical[0], nil
	}
	return canonical, nil
}

// canonicalOf returns the parameters of an entry as they stand in its fields.
func canonicalOf(v reflect.Value) Ref {
	ref := Ref{}
	for _, s := range slots(v) {
		if f := s.at(v); !required(f) {
			ref[s.key] = canonicalValue(f, s.tag)
		}
	}
	return ref
}

func canonicalValue(v reflect.Value, tag reflect.StructTag) any {
	switch v.Kind() {
	case reflect.Float64:
		return v.Float()
	case reflect.Int:
		return v.Int()
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	case reflect.Slice:
		if tag.Get("scalar") != "" && v.Len() == 1 {
			return canonicalValue(v.Index(0), tag)
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = canonicalValue(v.Index(i), tag)
		}
		return list
	case reflect.Interface:
		ref := canonicalOf(v.Elem())
		ref["name"] = families[v.Type()].name(v.Elem())
		return ref
	}
	panic(fmt.Sprintf("catalog: a parameter of type %v", v.Type()))
}

func number(given any) (float64, bool) {
	switch x := given.(type) {
	case float64:
		return x, true
	case int64:
		return float64(x), float64(x) < 1<<63 && int64(float64(x)) == x
	case int:
		return number(int64(x))
	}
	return 0, false
}

// describeValue names a value and its type for a message.
func describeValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("the text %q", v)
	case map[string]any:
		return "a table"
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case bool:
		return fmt.Sprint(v)
	case Numbers:
		return v.String()
	}
	if x, ok := number(v); ok {
		return "the number " + Text(x)
	}
	return fmt.Sprintf("%v", v)
}
