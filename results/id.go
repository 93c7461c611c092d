package results

import (
	"fmt"
	"maps"
	"math"
	"slices"
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
// It is "" for a row without a key.
func (r Row) ID() string {
	if r.Key == "" {
		return ""
	}
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

// Planned is the place of a trial in a plan.
type Planned struct {
	Experiment *Experiment
	CaseNo     int
	Repeat     int // Summary for the summary of the case
	Key        string
}

// Case is the case of the trial.
func (p Planned) Case() *Case { return &p.Experiment.Cases[p.CaseNo] }

// Planned returns the places of all planned trials that are selected.
func (s *Snapshot) Planned() (list []Planned, err error) {
	experiments, err := s.Experiments()
	for i := range experiments {
		for no, c := range experiments[i].Cases {
			if c.Left == Everything {
				continue
			}
			for repeat, key := range c.Trials() {
				list = append(list, Planned{&experiments[i], no, repeat, key})
			}
		}
	}
	return list, err
}

// Resolve finds what a text names: the trial of an ID, or for EXPERIMENT:NUMBER all trials of the case with
// this case-no. If several experiments plan a trial, all of its places are returned. What is unknown or
// ambiguous is a *UsageError that names the nearest.
func (s *Snapshot) Resolve(text string) (ID, []Planned, error) {
	refuse := func(format string, args ...any) (ID, []Planned, error) {
		return ID{}, nil, &UsageError{s.path, fmt.Sprintf(format, args...)}
	}
	all, err := s.Planned()
	if err != nil {
		return ID{}, nil, err
	}
	if name, number, ok := strings.Cut(text, ":"); ok {
		no, err := strconv.Atoi(number)
		if err != nil {
			return refuse("%q is no case: want EXPERIMENT:NUMBER, such as proximal-recovery:0", text)
		}
		places := slices.DeleteFunc(slices.Clone(all), func(p Planned) bool {
			return p.Experiment.Name != name || p.CaseNo != no
		})
		if len(places) > 0 {
			return ID{At: math.NaN()}, places, nil
		}
		known := map[string]int{}
		for _, p := range all {
			known[p.Experiment.Name] = len(p.Experiment.Cases)
		}
		if cases := known[name]; cases > 0 {
			return refuse("there is no case %d of %s: it has %d, from 0", no, name, cases)
		}
		return refuse("there is no experiment %q; there are: %s", name,
			strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	id, err := ParseID(text)
	if err != nil {
		return refuse("%v", err)
	}
	places, keys := namedBy(id.Trial, all)
	switch {
	case len(keys) > 1:
		return refuse("%q is ambiguous: it begins the keys of %d trials: %s", id.Trial, len(keys), fewOf(keys))
	case len(keys) == 1:
		return id, places, nil
	case len(all) == 0:
		return refuse("there is no trial %q: no experiment is planned", id.Trial)
	}
	for n := len(id.Trial) - 1; ; n-- { // the keys that begin like it
		if _, near := namedBy(id.Trial[:n], all); len(near) > 0 {
			return refuse("there is no trial %q; the nearest: %s", id.Trial, fewOf(near))
		}
	}
}

// namedBy returns the places of the trials whose keys begin so, and these keys.
func namedBy(beginning string, all []Planned) (places []Planned, keys []string) {
	for _, p := range all {
		if strings.HasPrefix(p.Key, beginning) {
			places = append(places, p)
			keys = append(keys, p.Key)
		}
	}
	slices.Sort(keys)
	return places, slices.Compact(keys)
}

// fewOf writes the first few keys, as long as they stand in IDs or longer if only that tells them apart.
func fewOf(keys []string) string {
	const few = 4
	digits := idDigits
	for i := 1; i < len(keys); i++ {
		for digits < len(keys[i]) && keys[i][:digits] == keys[i-1][:min(digits, len(keys[i-1]))] {
			digits++
		}
	}
	var list []string
	for _, k := range keys[:min(few, len(keys))] {
		list = append(list, k[:min(digits, len(k))])
	}
	if len(keys) > few {
		list = append(list, fmt.Sprintf("and %d more", len(keys)-few))
	}
	return strings.Join(list, ", ")
}
