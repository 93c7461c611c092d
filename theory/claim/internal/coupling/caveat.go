package coupling

import (
	"slices"

	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

// WarnOfCaveat records the target's caveat once: the masses of its atoms may differ from those requested.
func WarnOfCaveat(t *claim.Trial, target potential.Potential) {
	if caveat := potential.Caveat(target); caveat != "" && !slices.Contains(t.Warnings, caveat) {
		t.Warn("%s", caveat)
	}
}
