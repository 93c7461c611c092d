package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
)

// Numbers is a matrix that was read from elsewhere, such as a file, and knows its place there. With one row
// or one column it also serves as a list of numbers. In canonical form only the numbers remain.
type Numbers struct {
	Rows  [][]float64          // n×d, n ≥ 1, d ≥ 1
	Name  string               // of the whole: "points.csv"
	Place func(row int) string // of a row: "points.csv:7"
}

func (n Numbers) String() string {
	return fmt.Sprintf("the %d×%d numbers of %s", len(n.Rows), len(n.Rows[0]), n.Name)
}

// list returns the plain list for a slice of type t, and the row of each element.
func (n Numbers) list(t reflect.Type) (list []any, row func(i int) int, err error) {
	matrix := t.Elem().Kind() == reflect.Slice
	flat := t.Elem().Kind() == reflect.Float64 || t.Elem().Kind() == reflect.Int
	row = func(i int) int { return i }
	switch {
	case matrix:
		for _, r := range n.Rows {
			list = append(list, plain(r))
		}
	case flat && len(n.Rows) == 1:
		list, row = plain(n.Rows[0]), func(int) int { return 0 }
	case flat && len(n.Rows[0]) == 1:
		for _, r := range n.Rows {
			list = append(list, r[0])
		}
	default:
		return nil, nil, errorf("want a %s, got %s", typeName(t), n)
	}
	return list, row, nil
}

func plain(x []float64) []any {
	list := make([]any, len(x))
	for i, v := range x {
		list[i] = v
	}
	return list
}

// most is the largest count of numbers that a text spells out.
const most = 12

// abbreviated is the short text of a canonical list of more than most numbers, with a hash to tell it
// apart: "[100 #3fa9c1]", "[1000×2 #3fa9c1]". Other values have none.
func abbreviated(list []any) (text string, ok bool) {
	n, ok := count(list)
	if !ok || n <= most {
		return "", false
	}
	encoded, err := json.Marshal(list)
	if err != nil {
		panic("catalog: a canonical value has no JSON form: " + err.Error())
	}
	size := fmt.Sprint(n)
	if first, ok := list[0].([]any); ok && len(first)*len(list) == n {
		size = fmt.Sprintf("%d×%d", len(list), len(first))
	}
	h := sha256.Sum256(encoded)
	return fmt.Sprintf("[%s #%s]", size, hex.EncodeToString(h[:3])), true
}

// count counts the numbers of a nested list that holds nothing else.
func count(list []any) (n int, ok bool) {
	for _, e := range list {
		if inner, nested := e.([]any); nested {
			m, ok := count(inner)
			if !ok {
				return 0, false
			}
			n += m
		} else if _, ok := number(e); ok {
			n++
		} else {
			return 0, false
		}
	}
	return n, true
}
