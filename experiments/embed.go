// Package experiments holds the specs that come with proxflow: one TOML file for each claim or table.
package experiments

import "embed"

// FS has the specs (*.toml) at its root, with the files of numbers that they name.
//
//go:embed *
var FS embed.FS
