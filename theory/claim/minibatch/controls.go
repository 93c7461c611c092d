package minibatch

import "gonum.org/v1/gonum/floats"

// degrees is the number of control variates.
const degrees = 4

// controls returns the control variates. For k = 1, 2, … let m and m' be the k-th moment tensors about the
// centre of the T(x_i) and of the y_j. The control is n|m - m'|² minus an unbiased estimate of its
// expectation, the sum of both sample variances. Its mean is exactly 0 for every target. Controls explain
// most of the variance of cost and plan between batches. They are 0 for n = 1, where there is no sample
// variance, and where a tensor has too many entries.
func (b *batch) controls() (list [degrees]float64) {
	n := float64(b.N())
	if n < 2 {
		return list
	}
	terms := monomials(b.Dim)
	mine, squares := b.moments(b.images, terms)
	others, otherSquares := b.moments(b.Y, terms)
	for k := 1; k < len(terms); k++ {
		variances := squares[k] - dot(terms[k], mine[k])/n + otherSquares[k] - dot(terms[k], others[k])/n
		floats.Sub(mine[k], others[k])
		list[k-1] = dot(terms[k], mine[k])/n - variances/(n-1)
	}
	return list
}

// moments returns for each degree k the sums of the monomials of u = y - centre over the points y, and that
// of |u|^2k.
func (b *batch) moments(points []float64, terms [][]monomial) (sums [][]float64, squares []float64) {
	sums, squares = make([][]float64, len(terms)), make([]float64, len(terms))
	power, u := make([][]float64, len(terms)), make([]float64, b.Dim)
	for k, of := range terms {
		sums[k], power[k] = make([]float64, len(of)), make([]float64, len(of))
	}
	power[0][0] = 1
	for i := range b.N() {
		floats.SubTo(u, points[i*b.Dim:(i+1)*b.Dim], b.centre)
		length, square := floats.Dot(u, u), 1.0
		for k := 1; k < len(terms); k++ {
			square *= length
			squares[k] += square
			to, sum, at := power[k], sums[k], 0
			for j, v := range power[k-1] {
				for _, c := range u[terms[k-1][j].last:] {
					to[at] = v * c
					sum[at] += v * c
					at++
				}
			}
		}
	}
	return sums, squares
}

// monomial is one u_i u_j … of ascending indices.
type monomial struct {
	last   int     // the last index
	run    int     // how often it occurs
	weight float64 // the number of entries of u⊗u⊗… that are this one
}

// monomials are those of degree 0, 1, … in d variables, as long as the tensor has not too many entries.
func monomials(d int) [][]monomial {
	list := [][]monomial{{{weight: 1}}}
	for k, entries := 1, d; k <= degrees && entries <= 10000; k, entries = k+1, entries*d {
		var next []monomial
		for _, m := range list[k-1] {
			for i := m.last; i < d; i++ {
				run := 1
				if i == m.last {
					run += m.run
				}
				next = append(next, monomial{i, run, m.weight * float64(k) / float64(run)})
			}
		}
		list = append(list, next)
	}
	return list
}

// dot is |T|² of a symmetric tensor T, given its entries.
func dot(of []monomial, entries []float64) (sum float64) {
	for i, m := range of {
		sum += m.weight * entries[i] * entries[i]
	}
	return sum
}
