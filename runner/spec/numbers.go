package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"proxflow/theory/catalog"
)

// maxNumbers limits the size of a file of numbers, since a trial is stored with all its parameters.
const maxNumbers = 200_000

// parameters returns the fields of a table of parameters. The numbers of a file replace
// { file = "points.csv" }, so that a case, and the keys of its trials, depend on the numbers and not on their
// file.
func (n node) parameters() []field {
	fields := n.fields()
	for i := range fields {
		fields[i].value = fields[i].included()
	}
	return fields
}

// included returns the value with files replaced by their numbers.
func (n node) included() any {
	switch v := n.value.(type) {
	case []any:
		for i, e := range n.elements("") {
			v[i] = e.included()
		}
	case map[string]any:
		file := n.at("file")
		if file.given() && len(v) == 1 {
			return file.numbers()
		}
		for _, f := range n.fields() {
			v[f.key] = f.included()
		}
	}
	return n.value
}

// numbers reads the file of this name. If it cannot, it records a problem and returns a meaningless list.
func (n node) numbers() any {
	name, ok := n.value.(string)
	if !ok {
		n.want("the name of a file of numbers")
		return []any{}
	}
	numbers, ok := n.doc.numbers[name]
	if !ok {
		text, err := n.doc.read(name)
		if e := (*Error)(nil); errors.As(err, &e) {
			err = errors.New(": " + e.Msg)
		}
		if err == nil {
			numbers, err = parseNumbers(name, text)
		}
		if err != nil {
			n.failf("%s%v", name, err)
			return []any{}
		}
		n.doc.numbers[name] = numbers
	}
	return numbers
}

// parseNumbers reads a matrix. If the name ends in .json it is JSON; otherwise there is one row per line,
// with commas or blanks between the numbers, # before a comment, and optionally a header line. The error
// text follows the name, as in ":7: what is wrong".
func parseNumbers(name, text string) (catalog.Numbers, error) {
	n := catalog.Numbers{Name: name}
	var places []string // of each row, to follow the name
	var err error
	if strings.HasSuffix(strings.ToLower(name), ".json") {
		n.Rows, places, err = jsonRows(text)
	} else {
		n.Rows, places, err = textRows(text)
	}
	if err != nil {
		return n, err
	}
	if len(n.Rows) == 0 || len(n.Rows[0]) == 0 {
		return n, errors.New(": the file contains no numbers")
	}
	d := len(n.Rows[0])
	for i, r := range n.Rows {
		if len(r) != d {
			return n, fmt.Errorf("%s: %s, but %d in the first row", places[i], counted(len(r)), d)
		}
		for _, x := range r {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return n, fmt.Errorf("%s: a number must be finite, not %v", places[i], x)
			}
		}
	}
	if total := len(n.Rows) * d; total > maxNumbers {
		return n, fmt.Errorf(": %d numbers; at most %d are allowed", total, maxNumbers)
	}
	n.Place = func(row int) string { return name + places[row] }
	return n, nil
}

func counted(n int) string {
	if n == 1 {
		return "1 number"
	}
	return fmt.Sprintf("%d numbers", n)
}

func textRows(text string) (rows [][]float64, places []string, err error) {
	line, header := 0, false
	for l := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line++
		l, _, _ = strings.Cut(l, "#")
		fields := strings.Fields(l)
		if len(fields) == 0 {
			continue
		}
		if strings.Contains(l, ",") {
			fields = strings.Split(l, ",")
		}
		row, wrong := make([]float64, 0, len(fields)), ""
		for _, f := range fields {
			x, err := strconv.ParseFloat(strings.TrimSpace(f), 64)
			if err != nil && !errors.Is(err, strconv.ErrRange) { // too large is infinite
				wrong = strings.TrimSpace(f)
				continue
			}
			row = append(row, x)
		}
		place := ":" + strconv.Itoa(line)
		switch {
		case len(row) == 0 && len(rows) == 0 && !header && utf8.ValidString(l):
			header = true
			continue
		case len(row) < len(fields):
			return nil, nil, fmt.Errorf("%s: %.40q is not a number", place, wrong)
		}
		rows, places = append(rows, row), append(places, place)
	}
	return rows, places, nil
}

// jsonRows reads a list of lists of numbers, or a list of numbers.
func jsonRows(text string) (rows [][]float64, places []string, err error) {
	var matrix [][]*float64 // pointers, since null would become 0
	if err := json.Unmarshal([]byte(text), &matrix); err != nil {
		var list []*float64
		if json.Unmarshal([]byte(text), &list) != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				return nil, nil, fmt.Errorf(":%d: %w", 1+strings.Count(text[:syntax.Offset], "\n"), err)
			}
			return nil, nil, errors.New(": want a list of lists of numbers, or a list of numbers")
		}
		for _, x := range list {
			matrix = append(matrix, []*float64{x})
		}
	}
	for i, m := range matrix {
		row := make([]float64, len(m))
		for j, x := range m {
			if x == nil {
				return nil, nil, fmt.Errorf(": row %d: null is not a number", i+1)
			}
			row[j] = *x
		}
		rows, places = append(rows, row), append(places, fmt.Sprintf(": row %d", i+1))
	}
	return rows, places, nil
}
