// Package all imports every package of checks, so that claim.Catalog holds every check. Import it to look up
// checks by name.
package all

import (
	_ "proxflow/theory/claim/exact"
	_ "proxflow/theory/claim/learned"
	_ "proxflow/theory/claim/minibatch"
)
