// Package all links every room of checks, so that claim.Catalog holds them all. Whoever looks checks up by name imports it.
package all

import (
	_ "proxflow/theory/claim/exact"
	_ "proxflow/theory/claim/learned"
	_ "proxflow/theory/claim/minibatch"
)
