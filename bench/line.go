package main

import (
	"fmt"
	"math"
	"slices"
)

// line holds the measurements for one line of a table, by round and contender; the first contender is ours. A
// contender that did not run has no times.
type line [][]measurement

// times returns the median time of contender k in each round.
func (l line) times(k int) (list []float64) {
	for _, round := range l {
		if round[k].Seconds != nil {
			list = append(list, median(round[k].Seconds))
		}
	}
	return list
}

// certified returns our times including the certificate.
func (l line) certified() (list []float64) {
	for _, round := range l {
		list = append(list, median(round[0].Seconds)+median(round[0].Certificate))
	}
	return list
}

// ratios returns the time of contender k over ours in each round.
func (l line) ratios(k int) (list []float64) {
	for _, round := range l {
		if round[k].Seconds != nil {
			list = append(list, median(round[k].Seconds)/median(round[0].Seconds))
		}
	}
	return list
}

// cells returns the times of all contenders, their ratios to ours, and their peak memory.
func (l line) cells() (list []string) {
	list = append(list, duration(median(l.times(0))))
	if l[0][0].Certificate != nil {
		list = append(list, duration(median(l.certified())))
	}
	for k := 1; k < len(l[0]); k++ {
		times, ratios := l.times(k), l.ratios(k)
		if times == nil {
			list = append(list, "–", "–")
			continue
		}
		list = append(list, duration(median(times)), fmt.Sprintf("%s (%s–%s)",
			digits(median(ratios)), digits(slices.Min(ratios)), digits(slices.Max(ratios))))
	}
	for k := range l[0] {
		largest := int64(0)
		for _, round := range l {
			largest = max(largest, round[k].peak)
		}
		if largest == 0 {
			list = append(list, "–")
			continue
		}
		list = append(list, mebibytes(largest))
	}
	return list
}

// means returns the cells of a line with the geometric mean of each peer's ratios, if it ran in all lines.
func means(lines []line) (cells []string) {
	for k := 1; k < len(lines[0][0]); k++ {
		var list []float64
		for _, l := range lines {
			list = append(list, median(l.ratios(k))) // NaN if there are none
		}
		mean := "–"
		if g := geometricMean(list); !math.IsNaN(g) {
			mean = digits(g)
		}
		cells = append(cells, "", mean)
	}
	return cells
}
