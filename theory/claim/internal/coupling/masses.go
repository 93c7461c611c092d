package coupling

import (
	"slices"

	"proxflow/theory/claim"
	"proxflow/theory/ot/semidiscrete"
	"proxflow/theory/potential"
)

// Tessellated is a target of atoms with the Laguerre cells of given masses.
type Tessellated interface {
	Tessellation() *semidiscrete.Tessellation
}

// WarnOfMasses records the caveat of the target, once: the masses of its atoms may not be those asked for.
func WarnOfMasses(t *claim.Trial, target potential.Potential) {
	if caveat := potential.Caveat(target); caveat != "" && !slices.Contains(t.Warnings, caveat) {
		t.Warn("%s", caveat)
	}
}
