// Package experiments holds the specs that come with proxflow: one TOML file for each claim or table.
package experiments

import "embed"

// FS holds the specs, *.toml, at its root.
//
//go:embed *.toml
var FS embed.FS
