package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"proxflow/results"
	"proxflow/theory"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/guard"
)

const maxTrials = 1_000_000

// A grid is a variant expanded: its cases, and what the check measures.
type grid struct {
	cases   []results.Case
	metrics []claim.Metric
}

// expand builds every case: the cartesian product of the sweep, the last key fastest, then the controls. It stops
// at the first problem, which it notes in the document.
func (v variant) expand(check string, seed int64) (g grid) {
	if !v.affordable() {
		return g
	}
	seen := map[string][]field{}
	point := func(params []field, picks []field, at node, control *results.Control) bool {
		built, ref, ok := build(check, override(params, picks), at)
		if !ok {
			return false
		}
		encoded := canonicalJSON(ref)
		where := picks
		if control != nil {
			where = append([]field{{"", at}}, picks...)
		}
		// A control may be a case of the grid as well: then it is missed where the case passes.
		key := fmt.Sprint(control != nil, string(encoded))
		if first, twice := seen[key]; twice {
			tellTwice(where, first, at)
			return false
		}
		seen[key] = where
		if g.metrics == nil {
			g.metrics = built.Metrics()
		}
		c := results.Case{Params: encoded, Labels: map[string]string{}, Control: control}
		for key, value := range ref {
			c.Labels[key] = catalog.Text(value)
		}
		for r := range v.repeats {
			c.Keys = append(c.Keys, trialKey(check, encoded, seedText(seed, check, encoded, int(r))))
		}
		if _, ok := built.(claim.Summarizer); ok {
			c.Summary = summaryKey(check, encoded, c.Keys)
		}
		g.cases = append(g.cases, c)
		return true
	}
	ok := product(v.sweep, func(picks []field) bool { return point(v.params, picks, v.root.at("check"), nil) })
	for _, c := range v.controls {
		ok = ok && product(c.sweep, func(picks []field) bool {
			return point(override(v.params, c.params), picks, c.node, c.Control)
		})
	}
	return g
}

// affordable says whether the grid is small enough to expand; it counts without expanding.
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
	if trials.Cmp(big.NewInt(maxTrials)) > 0 {
		blame.failf("the grid has %d cases of %d repeats, which is %d trials; at most %d are allowed", n, v.repeats, trials, maxTrials)
		return false
	}
	return true
}

// product calls each with one value of every axis, the last axis fastest, until it says no.
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

// build makes a check. What is wrong with a parameter is told where that parameter is written, what is wrong with
// none in particular where the case is.
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

// blame notes an error of a catalog; place tells where the document has a parameter ("": the reference itself).
func (n node) blame(err error, place func(key string) string) {
	e := &catalog.Error{Msg: err.Error()}
	errors.As(err, &e)
	key, rest := e.Path, ""
	if i := strings.IndexAny(key, ".["); i >= 0 {
		key, rest = key[:i], key[i:]
	}
	n.doc.failf(place(key)+rest, "%s", e.Msg)
}

// tellTwice says of two cases that they are the same, by what tells them apart in the file.
func tellTwice(second, first []field, at node) {
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
	blame.failf("this is the same case as %s; one case runs once (for more trials, raise repeats)", strings.Join(twin, ", "))
}

// canonicalJSON is the same bytes for the same value: sorted keys, shortest numbers.
func canonicalJSON(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("runner: a canonical value is no JSON: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}

// seedText is where a trial's random numbers come from. Nothing else goes in: no name, no order, no other case.
func seedText(seed int64, check string, params json.RawMessage, repeat int) string {
	return digest("seed", seed, check, params, repeat)
}

// trialKey is what a trial is stored under: the same check of the same version, run on the same case and seed.
func trialKey(check string, params json.RawMessage, seed string) string {
	return digest("trial", params, seed, check, theory.Fingerprint())
}

// summaryKey is what a summary is stored under: of these trials, by the same check of the same version. They know the seed.
func summaryKey(check string, params json.RawMessage, trials []string) string {
	return digest("summary", params, trials, check, theory.Fingerprint())
}

func digest(parts ...any) string {
	h := sha256.Sum256(canonicalJSON(parts))
	return hex.EncodeToString(h[:16])
}
