package table

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
)

const none = "–" // in place of a missing label or number

// label is the text of a parameter of a row, or of "at".
func label(r results.Row, name string) string {
	if name != "at" {
		return cmp.Or(r.Labels[name], none)
	}
	if math.IsNaN(float64(r.At)) {
		return none
	}
	return strconv.FormatFloat(float64(r.At), 'g', -1, 64)
}

func join(labels []string) string { return strings.Join(labels, "\x00") }

// sorted sorts lists of labels of these parameters and removes duplicates.
func sorted(lists [][]string, names []string) [][]string {
	if lists == nil {
		return nil
	}
	rank := make([]map[string]float64, len(names)) // of each label, by position
	for i, name := range names {
		rank[i] = map[string]float64{}
		numeric := name != "metric"
		for _, l := range lists {
			if _, seen := rank[i][l[i]]; !seen {
				rank[i][l[i]] = float64(len(rank[i]))
			}
			_, isNumber := number(l[i])
			numeric = numeric && (isNumber || l[i] == none)
		}
		for l := range rank[i] {
			if x, _ := number(l); numeric {
				rank[i][l] = x
			}
		}
	}
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b []string) int {
		for i := range a {
			if c := cmp.Compare(rank[i][a[i]], rank[i][b[i]]); c != 0 {
				return c
			}
		}
		return 0
	})
	return slices.CompactFunc(lists, slices.Equal)
}

// number parses a label; it returns NaN, which sorts first, if that is not a number.
func number(label string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(label, 64)
	if err != nil {
		return math.NaN(), false
	}
	return x, true
}
