package results

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// idDigits is how much of a key stands in an ID. With a million trials in a store, the chance that two of
// them share it is below 0.2 %; then the ID is ambiguous, and whoever looks it up is told.
const idDigits = 12

// ID names a number of a store, in a form that people copy: the beginning of the key of its trial, its metric
// and its place, as in "3fa9c1d20b77/x1-error@0.5". Without the last two it names the trial.
type ID struct {
	Trial  string // the key, or its beginning
	Metric string // "" for the trial as a whole
	At     float64
}

// ID names the measurement of the row.
func (r Row) ID() string {
	return ID{r.Key[:min(len(r.Key), idDigits)], r.Metric, float64(r.At)}.String()
}

func (id ID) String() string {
	switch {
	case id.Metric == "":
		return id.Trial
	case math.IsNaN(id.At):
		return id.Trial + "/" + id.Metric
	}
	return id.Trial + "/" + id.Metric + "@" + Number(id.At).Text()
}

// ParseID reads what String writes. The key may be cut to any length from 4 on.
func ParseID(text string) (id ID, err error) {
	id.At = math.NaN()
	rest, named := "", false
	id.Trial, rest, named = strings.Cut(text, "/")
	id.Trial = strings.ToLower(id.Trial)
	notHex := func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }
	if len(id.Trial) < 4 || strings.ContainsFunc(id.Trial, notHex) {
		return id, fmt.Errorf("%q is no ID: want at least 4 hexadecimal digits, then /METRIC and @AT "+
			"for one number, as in 3fa9c1d20b77/x1-error@0.5", text)
	}
	id.Metric = rest
	if metric, at, ok := strings.Cut(rest, "@"); ok {
		id.Metric = metric
		if id.At, err = strconv.ParseFloat(at, 64); err != nil {
			return id, fmt.Errorf("%q is no ID: after @ want a number, got %q", text, at)
		}
	}
	if named && id.Metric == "" {
		return id, fmt.Errorf("%q is no ID: after / want the name of a metric", text)
	}
	return id, nil
}

// Names says whether the ID names the measurement of a row. Without a metric it names all of a trial, and
// without a place those of all places.
func (id ID) Names(r Row) bool {
	return strings.HasPrefix(r.Key, id.Trial) && (id.Metric == "" || id.Metric == r.Metric) &&
		(math.IsNaN(id.At) || id.At == float64(r.At))
}
