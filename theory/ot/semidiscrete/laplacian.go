package semidiscrete

import "slices"

// solveLaplacian solves Σ_k c_jk (x_j - x_k) = r_j, Σ r_j = 0, on a connected graph with weights c > 0, with
// x = 0 at one vertex. Without that vertex the matrix is positive definite. It is factored as LDLᵀ in an
// order with little fill, which takes O(n log n) memory for planar graphs. The result is nil if a pivot is
// not positive.
//
// The factorisation follows Davis, A concise sparse Cholesky factorization package (2005,
// doi:10.1145/1114268.1114277).
func solveLaplacian(links [][]link, r []float64) []float64 {
	rows := symmetric(links)
	order := minimumDegree(rows)
	n, rank := len(r), make([]int, len(r))
	for k, j := range order {
		rank[j] = k
	}
	m := n - 1 // the last vertex of the order has x = 0
	parent, flag, count := make([]int, m), make([]int, m), make([]int, m)
	for k := range m { // the elimination tree, and the number of entries in each column of L
		parent[k], flag[k] = -1, k
		for _, e := range rows[order[k]] {
			for i := rank[e.to]; i < k && flag[i] != k; i = parent[i] {
				if parent[i] < 0 {
					parent[i] = k
				}
				count[i]++
				flag[i] = k
			}
		}
	}
	columns := make([][]link, m)
	for k := range m {
		columns[k] = make([]link, 0, count[k])
	}
	d, y, pattern := make([]float64, m), make([]float64, m), make([]int, m)
	for k := range m { // row k of L solves a triangular system with the rows above it
		top := m
		flag[k] = k
		for _, e := range rows[order[k]] {
			d[k] += e.weight
			i := rank[e.to]
			if i >= k {
				continue
			}
			y[i] -= e.weight
			length := 0
			for ; flag[i] != k; i = parent[i] {
				pattern[length] = i
				length++
				flag[i] = k
			}
			for ; length > 0; length-- {
				top--
				pattern[top] = pattern[length-1]
			}
		}
		for _, i := range pattern[top:] {
			v := y[i]
			y[i] = 0
			for _, e := range columns[i] {
				y[e.to] -= e.weight * v
			}
			w := v / d[i]
			d[k] -= w * v
			columns[i] = append(columns[i], link{int32(k), w})
		}
		if !(d[k] > 0) {
			return nil
		}
	}
	x := make([]float64, n)
	for k := range m {
		y[k] = r[order[k]]
	}
	for k := range m {
		for _, e := range columns[k] {
			y[e.to] -= e.weight * y[k]
		}
	}
	for k := m - 1; k >= 0; k-- {
		y[k] /= d[k]
		for _, e := range columns[k] {
			y[k] -= e.weight * y[e.to]
		}
		x[order[k]] = y[k]
	}
	return x
}

// symmetric returns the links with the mean of the weights at both ends, by rows in ascending order.
func symmetric(links [][]link) [][]link {
	rows := make([][]link, len(links))
	for j, of := range links {
		for _, e := range of {
			rows[j] = append(rows[j], link{e.to, e.weight / 2})
			rows[e.to] = append(rows[e.to], link{int32(j), e.weight / 2})
		}
	}
	for j, row := range rows {
		slices.SortFunc(row, func(a, b link) int { return int(a.to - b.to) })
		kept := row[:0]
		for _, e := range row {
			if n := len(kept); n > 0 && kept[n-1].to == e.to {
				kept[n-1].weight += e.weight
			} else {
				kept = append(kept, e)
			}
		}
		rows[j] = kept
	}
	return rows
}

// minimumDegree orders the vertices of a graph for elimination, which makes the neighbours of a vertex
// neighbours of each other: the next vertex is one with the fewest neighbours. Such a clique is stored as one
// element; a vertex in several elements of a neighbour counts several times in its degree (Amestoy, Davis and
// Duff 1996, doi:10.1137/S0895479894278952).
func minimumDegree(rows [][]link) (order []int) {
	n := len(rows)
	plain, elements, members := make([][]int32, n), make([][]int32, n), make([][]int32, n)
	degree, least := make([]int, n), 0
	queue := make([][]int32, n) // queue[k] has all vertices of degree k, and stale ones
	enter := func(j int32, k int) {
		degree[j] = min(k, n-1)
		queue[degree[j]] = append(queue[degree[j]], j)
		least = min(least, degree[j])
	}
	for j, row := range rows {
		for _, e := range row {
			plain[j] = append(plain[j], e.to)
		}
		enter(int32(j), len(row))
	}
	done, absorbed, seen := make([]bool, n), make([]bool, n), make([]bool, n)
	for len(order) < n {
		last := len(queue[least]) - 1
		if last < 0 {
			least++
			continue
		}
		v := queue[least][last]
		queue[least] = queue[least][:last]
		if done[v] || degree[v] != least {
			continue
		}
		order = append(order, int(v))
		done[v] = true
		var clique []int32
		take := func(list []int32) {
			for _, i := range list {
				if !done[i] && !seen[i] {
					seen[i] = true
					clique = append(clique, i)
				}
			}
		}
		take(plain[v])
		for _, e := range elements[v] {
			take(members[e])
			absorbed[e], members[e] = true, nil
		}
		members[v] = clique
		for _, i := range clique {
			plain[i] = slices.DeleteFunc(plain[i], func(k int32) bool { return seen[k] || done[k] })
			elements[i] = append(slices.DeleteFunc(elements[i], func(e int32) bool { return absorbed[e] }), v)
			k := len(plain[i])
			for _, e := range elements[i] {
				k += len(members[e]) - 1
			}
			enter(i, k)
		}
		for _, i := range clique {
			seen[i] = false
		}
	}
	return order
}
