package main

import (
	"math"
	"slices"
)

// median returns the middle value, the mean of the two middle ones if their number is even, NaN if there are
// none.
func median(values []float64) float64 {
	s, n := slices.Sorted(slices.Values(values)), len(values)
	if n == 0 {
		return math.NaN()
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}

func sum(values []float64) (s float64) {
	for _, v := range values {
		s += v
	}
	return s
}

// geometricMean returns the geometric mean of positive values, NaN if there are none.
func geometricMean(values []float64) float64 {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.Log(v)
	}
	return math.Exp(sum(logs) / float64(len(values)))
}
