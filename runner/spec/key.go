package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"proxflow/theory"
)

// seedText returns the seed of a trial's random numbers. It depends on nothing else: no name, no order, no
// other case, and no perturbation, so that a perturbed case has the random numbers of the case that it
// breaks.
func seedText(seed int64, check string, params json.RawMessage, repeat int) string {
	return digest("seed", seed, check, unperturbed(params), repeat)
}

// unperturbed are the parameters without the perturbation.
func unperturbed(params json.RawMessage) json.RawMessage {
	if !bytes.Contains(params, []byte(`"perturb":`)) { // most have none, and decoding takes time
		return params
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(params, &all); err != nil {
		panic("spec: canonical parameters are not JSON: " + err.Error())
	}
	delete(all, "perturb")
	return canonicalJSON(all)
}

// trialKey returns the key of a trial in the store, a hash of its check, version, case and seed.
func trialKey(check string, params json.RawMessage, seed string) string {
	return digest("trial", params, seed, check, theory.Fingerprint())
}

// summaryKey returns the key of the summary of some trials in the store. The keys of the trials contain the
// seed.
func summaryKey(check string, params json.RawMessage, trials []string) string {
	return digest("summary", params, trials, check, theory.Fingerprint())
}

// digest returns a hash of the parts: of their list in canonical JSON.
func digest(parts ...any) string {
	h := sha256.Sum256(appendCanonical(make([]byte, 0, 1024), parts))
	return hex.EncodeToString(h[:16])
}

// canonicalJSON returns the same bytes for the same value: keys are sorted, numbers as short as possible.
func canonicalJSON(v any) json.RawMessage { return appendCanonical(nil, v) }

// appendCanonical adds a value as encoding/json writes it, without escapes for HTML. It does the values of
// catalogs by itself, since a large grid has many.
func appendCanonical(b []byte, v any) []byte {
	switch v := v.(type) {
	case json.RawMessage: // canonical as it is
		return append(b, v...)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case string:
		plain := func(r rune) bool { return r >= ' ' && r < 0x7f && r != '"' && r != '\\' }
		if strings.TrimLeftFunc(v, plain) == "" {
			return append(append(append(b, '"'), v...), '"')
		}
	case []any:
		if v == nil {
			break
		}
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendCanonical(b, e)
		}
		return append(b, ']')
	case map[string]any:
		if v == nil {
			break
		}
		b = append(b, '{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendCanonical(b, key), ':')
			b = appendCanonical(b, v[key])
		}
		return append(b, '}')
	}
	var rest bytes.Buffer
	e := json.NewEncoder(&rest)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("spec: a canonical value is not JSON: " + err.Error())
	}
	return append(b, bytes.TrimSpace(rest.Bytes())...)
}
