package coupling

import (
	"slices"

	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

// WarnOfCaveat records the caveat of the target, once: the masses of its atoms may not be those asked for.
func WarnOfCaveat(t *claim.Trial, target potential.Potential) {
	if caveat := potential.Caveat(target); caveat != "" && !slices.Contains(t.Warnings, caveat) {
		t.Warn("%s", caveat)
	}
}
