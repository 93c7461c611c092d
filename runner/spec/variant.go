package spec

import (
	"proxflow/results"
)

const maxRepeats = 10_000

// A variant is what decides which cases run: the spec's own, or the one that [quick] or [full] makes of it.
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

// A control has parameters, and a sweep of its own.
type control struct {
	node
	*results.Control
	params []field
	sweep  []axis
}

func readVariant(root node) variant {
	v := variant{
		root:    root,
		repeats: root.at("repeats").integer(1, maxRepeats, 1),
		params:  root.at("params").fields(),
		sweep:   root.at("sweep").axes(),
	}
	for _, e := range root.at("control").elements("a list of controls: write [[control]]") {
		e.table("a control", "why", "params", "sweep", "expect", "catches")
		if expect := e.at("expect"); expect.given() {
			expect.choice("thing that a control can be expected to do", []string{"fail"})
		}
		v.controls = append(v.controls, control{
			node:    e,
			Control: &results.Control{Why: e.at("why").text()},
			params:  e.at("params").fields(),
			sweep:   e.at("sweep").axes(),
		})
	}
	return v
}

// resized is the variant with what the part of the spec for a size names replaced, key by key.
func (v variant) resized(size results.Size, part node) variant {
	part.table("["+string(size)+"]", "repeats", "params", "sweep")
	v.size = size
	v.repeats = part.at("repeats").integer(1, maxRepeats, v.repeats)
	swept := map[string]int{}
	var keys []string
	for i, a := range v.sweep {
		swept[a.key] = i
		keys = append(keys, a.key)
	}
	params := part.at("params").fields()
	for _, f := range params {
		if _, ok := swept[f.key]; ok {
			f.failf("this parameter is swept; write what --%[1]s sweeps under [%[1]s.sweep]", size)
		}
	}
	v.params = override(v.params, params)
	sweep := append([]axis(nil), v.sweep...)
	for _, a := range part.at("sweep").axes() {
		a.oneOf(a.key, "key of [sweep]", keys)
		if i, ok := swept[a.key]; ok {
			sweep[i] = a
		}
	}
	v.sweep = sweep
	return v
}

// override returns the fields with those of the same key replaced, and the others added.
func override(fields, by []field) []field {
	out := append([]field(nil), fields...)
next:
	for _, f := range by {
		for i := range out {
			if out[i].key == f.key {
				out[i] = f
				continue next
			}
		}
		out = append(out, f)
	}
	return out
}

// axes reads a sweep: a list of at least one value for each key.
func (n node) axes() []axis {
	var out []axis
	for _, f := range n.fields() {
		values := f.elements("a list of values to sweep")
		if list, ok := f.value.([]any); ok && len(list) == 0 {
			f.failf("this list is empty; a sweep has at least one value")
		}
		out = append(out, axis{f, values})
	}
	return out
}
