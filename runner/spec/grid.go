package spec

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/guard"
)

// maxTrials is the number of trials of the largest grid. Only tests change it.
var maxTrials = 1_000_000

// expand builds every case: the cartesian product of the sweep, the last key fastest, then the controls. It
// stops at the first problem, which it records in the document.
func (v variant) expand(check string, seed int64) (g grid) {
	if !v.affordable() {
		return g
	}
	g = grid{check: check, seed: seed, repeats: int(v.repeats), seen: map[string][]field{}}
	add := func(params []field, sweep []axis, at node, control *results.Control) bool {
		return product(sweep, func(picks []field) bool { return g.add(params, picks, at, control) })
	}
	ok := add(v.params, v.sweep, v.root.at("check"), nil)
	for _, c := range v.controls {
		ok = ok && add(override(v.params, c.params), c.sweep, c.node, c.Control)
	}
	return g
}

// A grid is a variant that is being expanded.
type grid struct {
	check   string
	seed    int64
	repeats int
	cases   []results.Case
	lines   []int              // of the cases in the file: the first value of the sweep, or the control
	memory  []float64          // of a trial of each case; 0: its check states none
	seen    map[string][]field // the fields that distinguish each case in the file
}

// add builds a case from parameters and a value of each axis. Errors that concern no parameter are reported
// at at.
func (g *grid) add(params, picks []field, at node, control *results.Control) bool {
	built, ref, ok := build(g.check, override(params, picks), at)
	if !ok {
		return false
	}
	encoded := canonicalJSON(ref)
	where := picks
	if control != nil {
		where = append([]field{{"", at}}, picks...)
	}
	// A control may also be a case of the grid. If that case passes, the control is missed.
	key := string(encoded)
	if control != nil {
		key = "control " + key
	}
	if first, twice := g.seen[key]; twice {
		blameTwin(where, first, at)
		return false
	}
	g.seen[key] = where
	blame := at
	if control == nil && len(picks) > 0 {
		blame = picks[0].node
	}
	c := newCase(g.check, g.seed, g.repeats, built, ref, control)
	memory := 0.0
	if sized, ok := built.(claim.Sized); ok {
		memory = sized.Memory()
	}
	g.cases, g.lines, g.memory = append(g.cases, c), append(g.lines, blame.line()), append(g.memory, memory)
	return true
}

// newCase is the case of canonical parameters, with the keys of its trials. If only summaries depend on its
// perturbation, it has the trials of the case without one.
func newCase(
	check string, seed int64, repeats int, built claim.Check, ref catalog.Ref, control *results.Control,
) results.Case {
	c := results.Case{Params: canonicalJSON(ref), Labels: map[string]string{}, Control: control}
	for key, value := range ref {
		c.Labels[key] = catalog.Text(value)
	}
	of := trialParams(c)
	for r := range repeats {
		c.Keys = append(c.Keys, trialKey(check, of, seedText(seed, check, c.Params, r)))
	}
	if _, ok := built.(claim.Summarizer); ok {
		c.Summary = summaryKey(check, c.Params, c.Keys)
	}
	return c
}

// affordable reports whether the grid is small enough to expand. It counts without expanding.
func (v variant) affordable() bool {
	size := func(sweep []axis) *big.Int {
		n := big.NewInt(1)
		for _, a := range sweep {
			n.Mul(n, big.NewInt(int64(len(a.values))))
		}
		return n
	}
	n, blame := size(v.sweep), v.root.at("repeats")
	if len(v.sweep) > 0 {
		blame = v.sweep[len(v.sweep)-1].node
	}
	for _, c := range v.controls {
		n.Add(n, size(c.sweep))
	}
	trials := new(big.Int).Mul(n, big.NewInt(v.repeats))
	if trials.Cmp(big.NewInt(int64(maxTrials))) > 0 {
		blame.failf("the grid has %d cases of %d repeats, which is %d trials; at most %d are allowed",
			n, v.repeats, trials, maxTrials)
		return false
	}
	return true
}

// product calls each with one value of every axis, the last axis fastest, until it returns false.
func product(sweep []axis, each func([]field) bool) bool {
	if len(sweep) == 0 {
		return each(nil)
	}
	index := make([]int, len(sweep))
	for {
		picks := make([]field, len(sweep))
		for i, a := range sweep {
			picks[i] = field{a.key, a.values[index[i]]}
		}
		if !each(picks) {
			return false
		}
		i := len(sweep) - 1
		for ; i >= 0; i-- {
			if index[i]++; index[i] < len(sweep[i].values) {
				break
			}
			index[i] = 0
		}
		if i < 0 {
			return true
		}
	}
}

// build makes a check. It reports an error in a parameter at the place where the parameter is written, and
// any other error at the case.
func build(check string, params []field, at node) (built claim.Check, canonical catalog.Ref, ok bool) {
	ref, written := catalog.Ref{"name": check}, map[string]string{}
	for _, f := range params {
		if f.key == "name" {
			var keys []string
			for _, p := range claim.Catalog.Params(check) {
				keys = append(keys, p.Key)
			}
			f.oneOf("name", "parameter of "+check, keys)
			return nil, nil, false
		}
		ref[f.key], written[f.key] = f.value, f.path
	}
	err := guard.Do(func() (err error) {
		built, canonical, err = claim.Catalog.Build(ref)
		return err
	})
	if err != nil {
		at.blame(err, func(key string) string {
			if path, ok := written[key]; ok {
				return path
			}
			return at.path
		})
		return nil, nil, false
	}
	delete(canonical, "name")
	return built, canonical, true
}

// blame records an error of a catalog. place returns the path of a parameter in the document; the key ""
// stands for the reference itself.
func (n node) blame(err error, place func(key string) string) {
	e := &catalog.Error{Msg: err.Error()}
	errors.As(err, &e)
	key, rest := e.Path, ""
	if i := strings.IndexAny(key, ".["); i >= 0 {
		key, rest = key[:i], key[i:]
	}
	n.doc.failf(place(key)+rest, "%s", e.Msg)
}

// blameTwin records that a case equals an earlier one, and names the fields in which the two differ in the
// file.
func blameTwin(second, first []field, at node) {
	blame, twin := at, []string{}
	for i, f := range second {
		if i >= len(first) || f.path != first[i].path {
			blame = f.node
		}
	}
	for i, f := range first {
		if i >= len(second) || f.path != second[i].path {
			twin = append(twin, fmt.Sprintf("%s in line %d", f.path, f.line()))
		}
	}
	blame.failf("this is the same case as %s; one case runs once (for more trials, raise repeats)",
		strings.Join(twin, ", "))
}
