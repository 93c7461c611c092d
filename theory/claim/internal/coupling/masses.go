package coupling

import (
	"fmt"
	"slices"

	"proxflow/theory/claim"
	"proxflow/theory/ot/semidiscrete"
	"proxflow/theory/potential"
)

// Tessellated is a target of atoms with the Laguerre cells of given masses.
type Tessellated interface {
	Tessellation() *semidiscrete.Tessellation
}

// WarnOfMasses warns where the masses of cells are not computed but estimated: the target is then not quite the one asked for.
func WarnOfMasses(t *claim.Trial, target potential.Potential) {
	s, ok := target.(Tessellated)
	if !ok || s.Tessellation().StdErr == 0 {
		return
	}
	const text = "the masses of the atoms are off by up to %.2g, estimated with a standard error of %.2g"
	if warning := fmt.Sprintf(text, s.Tessellation().Error, s.Tessellation().StdErr); !slices.Contains(t.Warnings, warning) {
		t.Warn("%s", warning)
	}
}
