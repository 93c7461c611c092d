package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"proxflow/theory"
)

// seedText is where a trial's random numbers come from. Nothing else goes in: no name, no order, no other
// case.
func seedText(seed int64, check string, params json.RawMessage, repeat int) string {
	return digest("seed", seed, check, params, repeat)
}

// trialKey is what a trial is stored under: the same check of the same version, on the same case and seed.
func trialKey(check string, params json.RawMessage, seed string) string {
	return digest("trial", params, seed, check, theory.Fingerprint())
}

// summaryKey is what a summary is stored under: of these trials, by the same check of the same version. Their
// keys contain the seed.
func summaryKey(check string, params json.RawMessage, trials []string) string {
	return digest("summary", params, trials, check, theory.Fingerprint())
}

// digest is a hash of the parts.
func digest(parts ...any) string {
	h := sha256.Sum256(canonicalJSON(parts))
	return hex.EncodeToString(h[:16])
}

// canonicalJSON is the same bytes for the same value: sorted keys, shortest numbers.
func canonicalJSON(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("spec: a canonical value is not JSON: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}
