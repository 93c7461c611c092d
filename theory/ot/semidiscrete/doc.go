// Package semidiscrete solves optimal transport from N(0,I_d) to weighted atoms: the cells of the source
// whose points go to the same atom are those of a Laguerre diagram.
//
// There are only a few types. A Cloud is a finite set of points, written out or made by a formula, and adds
// itself to the catalog Clouds. Tessellate takes atoms and their masses and returns a Tessellation: the
// offsets of the diagram, with the error of its masses. A Potential wraps one as a target in the catalog of
// potentials.
//
// How Tessellate solves depends on the atoms:
//
//  1. Atoms on a line, in any space, have slabs for cells: potential.SlabOffsets.
//  2. For atoms in a plane, a laguerre diagram is cut from polygons, polygonMass integrates the Gaussian over
//     each, and newton finds the offsets to rounding.
//  3. For all others, averaged finds them by a stochastic gradient, with an error that it estimates.
package semidiscrete
