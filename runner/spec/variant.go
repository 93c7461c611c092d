package spec

import (
	"slices"

	"proxflow/results"
)

const maxRepeats = 10_000

// A variant determines which cases run: the spec's own variant, or that of [quick] or [full].
type variant struct {
	size     results.Size
	root     node
	repeats  int64
	params   []field
	sweep    []axis
	controls []control
}

// An axis is one key of a sweep.
type axis struct {
	field
	values []node
}

// A control has its own parameters and sweep.
type control struct {
	node
	*results.Control
	params []field
	sweep  []axis
}

// readVariants reads the spec's own variant, the first one, and those of other sizes.
func (s *reading) readVariants(root node) []variant {
	own := variant{
		root:    root,
		repeats: root.at("repeats").integer(1, maxRepeats, 1),
		params:  root.at("params").parameters(),
		sweep:   root.at("sweep").axes(),
	}
	for _, e := range root.at("control").elements("a list of controls: write [[control]]") {
		e.table("a control", "why", "params", "sweep", "expect", "catches")
		if expect := e.at("expect"); expect.given() {
			expect.choice("expected outcome", []string{"fail"})
		}
		own.controls = append(own.controls, control{
			node: e,
			Control: &results.Control{
				Why:     e.at("why").text(),
				Catches: e.at("catches").words("metric of "+s.Check, s.metrics),
			},
			params: e.at("params").parameters(),
			sweep:  e.at("sweep").axes(),
		})
	}
	variants := []variant{own}
	for _, size := range []results.Size{results.Quick, results.Full} {
		if part := root.at(string(size)); part.given() {
			variants = append(variants, own.resized(size, part))
		}
	}
	return variants
}

// resized returns the variant with the replacements of [quick] or [full], key by key.
func (v variant) resized(size results.Size, part node) variant {
	part.table("["+string(size)+"]", "repeats", "params", "sweep", "tolerance")
	v.size = size
	v.repeats = part.at("repeats").integer(1, maxRepeats, v.repeats)
	swept := map[string]int{}
	var keys []string
	for i, a := range v.sweep {
		swept[a.key] = i
		keys = append(keys, a.key)
	}
	params := part.at("params").parameters()
	for _, f := range params {
		if _, ok := swept[f.key]; ok {
			f.failf("this parameter is swept; set its values for --%[1]s under [%[1]s.sweep]", size)
		}
	}
	v.params = override(v.params, params)
	v.sweep = slices.Clone(v.sweep)
	for _, a := range part.at("sweep").axes() {
		a.oneOf(a.key, "key of [sweep]", keys)
		if i, ok := swept[a.key]; ok {
			v.sweep[i] = a
		}
	}
	return v
}

// override returns the fields with those of the same key replaced, and the others added.
func override(fields, by []field) []field {
	out := slices.Clone(fields)
	for _, f := range by {
		i := slices.IndexFunc(out, func(o field) bool { return o.key == f.key })
		if i < 0 {
			out = append(out, f)
		} else {
			out[i] = f
		}
	}
	return out
}

// axes reads a sweep: a list of at least one value for each key.
func (n node) axes() []axis {
	var out []axis
	for _, f := range n.parameters() {
		values := f.elements("a list of values to sweep")
		if list, ok := f.value.([]any); ok && len(list) == 0 {
			f.failf("this list is empty; a sweep has at least one value")
		}
		out = append(out, axis{f, values})
	}
	return out
}
