// Package example writes, for an entry of any catalog, a spec that uses it, or the part of a spec that does.
package example

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"proxflow/experiments"
	"proxflow/results"
	"proxflow/runner/spec"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

// first is the check of examples that need no other one: it is quick.
const first = "proximal-recovery"

// Of returns the example of an entry: a spec that runs, or for a figure its part of one, which belongs to the
// shipped spec where. If specs do not name entries of this kind, ok is false.
func Of(f catalog.Family, name string) (text, where string, ok bool) {
	shipped := shippedSpecs()
	switch f.Kind() {
	case "figure":
		return figure(shipped, name)
	case claim.Catalog.Kind():
		text, ok = check(shipped, name, nil)
		return text, "", ok
	case "perturbation":
		text, ok = perturbation(shipped, name)
		return text, "", ok
	}
	entry := entryOf(f, name)
	if p, isPotential := potential.Catalog.Blank(name); f.Kind() == "potential" && isPotential {
		if _, isTarget := p.(potential.Target); !isTarget { // with a quadratic added it is one
			entry = catalog.Ref{"name": "plus-quadratic", "of": entry}
		}
	}
	if host, key := holder(potential.Catalog, f.Kind()); f.Kind() != "potential" && host != "" {
		entry = catalog.Ref{"name": host, key: entry}
		f = potential.Catalog
	}
	host, key := holder(claim.Catalog, f.Kind())
	if host == "" {
		return "", "", false
	}
	if i := slices.IndexFunc(shipped, func(s *spec.Spec) bool { return s.Check == host }); i >= 0 {
		others, _ := params(shipped[i].Cases[0])[key].(map[string]any)
		for _, p := range f.Params(entry["name"].(string)) { // such as the hashes of files
			if entry[p.Key] == nil && others[p.Key] != nil {
				entry[p.Key] = others[p.Key]
			}
		}
	}
	text, ok = check(shipped, host, map[string]any{key: entry})
	return text, "", ok
}

// shippedSpecs are the specs that come with the program, with their smallest grids.
var shippedSpecs = sync.OnceValue(func() []*spec.Spec {
	list, err := spec.LoadFS(experiments.FS, results.Quick, ".", "mnist")
	if err != nil {
		panic("example: a shipped spec is bad: " + err.Error()) // the test fails first
	}
	return list
})

// entryOf returns the entry with its parameters at their defaults, and required ones at a usual entry of
// their kind.
func entryOf(f catalog.Family, name string) catalog.Ref {
	ref := catalog.Ref{"name": name}
	for _, p := range f.Params(name) {
		if p.Default == "required" {
			if of, ok := catalog.ByKind(p.Type); ok {
				ref[p.Key] = usual(of)
			}
		}
	}
	if canonical, err := f.Canonical(ref); err == nil {
		return canonical
	}
	return ref
}

// usual is the entry that stands for its kind.
func usual(f catalog.Family) string {
	for _, name := range []string{"ball", "linear", "moons"} {
		if slices.Contains(f.Names(), name) {
			return name
		}
	}
	return f.Names()[0]
}

// holder finds the entry, and its parameter, that takes an entry of a kind.
func holder(f catalog.Family, kind string) (name, key string) {
	names := f.Names()
	if i := slices.Index(names, first); i >= 0 {
		names = append([]string{first}, slices.Delete(names, i, i+1)...)
	}
	for _, name := range names {
		for _, p := range f.Params(name) {
			if p.Type == kind {
				return name, p.Key
			}
		}
	}
	return "", ""
}

// check writes the example of a check: the first case of a shipped spec, with its first control. With other
// parameters, these take the place of its own.
func check(shipped []*spec.Spec, name string, with map[string]any) (text string, ok bool) {
	i := slices.IndexFunc(shipped, func(s *spec.Spec) bool { return s.Check == name })
	if i < 0 {
		return "", false
	}
	s := shipped[i]
	params, control := params(s.Cases[0]), map[string]any(nil)
	k := slices.IndexFunc(s.Cases, func(c results.Case) bool { return c.Control != nil })
	defaults := catalog.Values(blank(name))
	var b strings.Builder
	fmt.Fprintf(&b, "name  = %q\nclaim = %q\ncheck = %q\n\n[params]\n", "my-"+name, s.Claim, name)
	for _, key := range slices.Sorted(maps.Keys(params)) {
		if _, other := with[key]; !other && !same(params[key], defaults[key]) {
			fmt.Fprintf(&b, "%s = %s\n", key, value(params[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(with)) {
		fmt.Fprintf(&b, "%s = %s\n", key, value(with[key]))
	}
	if k < 0 {
		return b.String(), true
	}
	control = differences(s.Cases[k], params, with)
	b.WriteString("\n" + controlOf(s.Cases[k].Control.Why, control))
	if catches := s.Cases[k].Control.Catches; len(catches) > 0 {
		fmt.Fprintf(&b, "catches = [%q]\n", strings.Join(catches, `", "`))
	}
	return strings.Replace(b.String(), `\", \"`, `", "`, -1), true
}

// perturbation writes the example of a check in which it breaks the claim.
func perturbation(shipped []*spec.Spec, name string) (text string, ok bool) {
	for _, of := range append([]string{first}, claim.Catalog.Names()...) {
		p, is := blank(of).(claim.Perturbable)
		if !is {
			continue
		}
		for _, s := range p.Sensitivities() {
			var with map[string]any
			if of == first { // a target whose prox depends on λ, and which is not symmetric
				with = map[string]any{"target": map[string]any{"name": "gaussian", "sd": []any{1.5, 0.25}}}
			}
			if text, ok := check(shipped, of, with); ok && s.Name == name {
				text, _, _ = strings.Cut(text, "[[control]]")
				with := map[string]any{"perturb": map[string]any{"name": name, "size": s.Most}}
				return text + controlOf(s.Doc, with), true
			}
		}
	}
	return "", false
}

// controlOf writes a control with these parameters.
func controlOf(why string, params map[string]any) string {
	return fmt.Sprintf("[[control]] # a case that must fail\nwhy    = %q\nparams = %s\n", why, value(params))
}

func blank(name string) claim.Check {
	c, _ := claim.Catalog.Blank(name)
	return c
}

// params returns the parameters of a case. Numbers are as the store has them.
func params(c results.Case) (m map[string]any) {
	d := json.NewDecoder(bytes.NewReader(c.Params))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		panic("example: " + err.Error()) // canonical parameters are JSON
	}
	return m
}

// differences returns the parameters of a control that differ from those of the first case, or that the
// example sets.
func differences(c results.Case, of, set map[string]any) map[string]any {
	list := map[string]any{}
	for key, v := range params(c) {
		if _, given := set[key]; given || !reflect.DeepEqual(v, of[key]) {
			list[key] = v
		}
	}
	return list
}

// same compares a parameter of a case with a default.
func same(v, standard any) bool {
	b, err := json.Marshal(standard)
	if err != nil {
		return false
	}
	c, err := json.Marshal(v)
	return err == nil && bytes.Equal(b, c)
}

// figure writes the part of a shipped spec that draws a figure.
func figure(shipped []*spec.Spec, name string) (text, where string, ok bool) {
	for _, s := range shipped {
		for _, f := range s.Figures {
			var draw map[string]any
			if json.Unmarshal(f.Draw, &draw) != nil || draw["name"] != name {
				continue
			}
			var b strings.Builder
			fmt.Fprintf(&b, "[[figure]]\nname = %q\ndraw = %q\n", "my-"+name, name)
			standard := entryOf(figures(), name)
			for _, key := range slices.Sorted(maps.Keys(draw)) {
				if key != "name" && !same(draw[key], standard[key]) {
					fmt.Fprintf(&b, "%s = %s\n", key, value(draw[key]))
				}
			}
			return b.String(), s.File, true
		}
	}
	return "", "", false
}

func figures() catalog.Family {
	f, _ := catalog.ByKind("figure")
	return f
}

// value writes a plain value in TOML, on one line.
func value(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = value(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		if name, ok := v["name"].(string); ok && len(v) == 1 {
			return strconv.Quote(name)
		}
		keys := slices.Sorted(maps.Keys(v))
		slices.SortStableFunc(keys, func(a, b string) int { // the name comes first
			return map[bool]int{true: 1}[b == "name"] - map[bool]int{true: 1}[a == "name"]
		})
		var parts []string
		for _, key := range keys {
			if v[key] != nil {
				parts = append(parts, key+" = "+value(v[key]))
			}
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return fmt.Sprint(v)
}
