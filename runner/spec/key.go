package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"proxflow/theory"
)

// seedText returns the seed of a trial's random numbers. It depends on nothing else: no name, no order, no other
// case, and no perturbation, so that a perturbed case has the random numbers of the case that it breaks.
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

// digest returns a hash of the parts.
func digest(parts ...any) string {
	b := make([]byte, 0, 1024)
	for i, p := range parts {
		b = append(b, "[,"[min(i, 1)])
		switch p := p.(type) {
		case json.RawMessage: // canonical as it is
			b = append(b, p...)
		case int:
			b = strconv.AppendInt(b, int64(p), 10)
		case int64:
			b = strconv.AppendInt(b, p, 10)
		default:
			b = append(b, canonicalJSON(p)...)
		}
	}
	h := sha256.Sum256(append(b, ']'))
	return hex.EncodeToString(h[:16])
}

// canonicalJSON returns the same bytes for the same value: keys are sorted, numbers as short as possible.
func canonicalJSON(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("spec: a canonical value is not JSON: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}
