// Package assignment pairs equally many points of equal mass at the least sum of squared distances, exactly.
//
// There are only a few types. A Solver, the one exported, runs a problem through the others:
//
//  1. A frame moves and scales the points, which keeps digits and changes no pairing.
//  2. A market answers the one question of all methods: which columns (target points) j have the least
//     c_ij - v_j for row (source point) i? It asks a kdTree in low dimension, stored costRows otherwise, and
//     keeps the answers in lists.
//  3. An auction finds duals v that are optimal up to a small ε.
//  4. Paths complete the pairing by shortest augmenting paths, which makes it optimal.
package assignment
