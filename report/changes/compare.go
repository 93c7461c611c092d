package changes

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"proxflow/results"
)

// Compare returns what has changed, the worst first. It compares the experiments of these names, or all if
// there are none.
func Compare(before, now *State, names ...string) (list []Change) {
	for _, name := range slices.Sorted(maps.Keys(before.Experiments)) {
		if len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		was, is := before.Experiments[name], now.Experiments[name]
		if is == nil {
			list = append(list, Change{Kind: Vanished, Experiment: name, CaseNo: -1,
				Text: fmt.Sprintf("experiment %s has vanished, with %d cases", name, len(was.Cases))})
			continue
		}
		list = append(list, compare(name, was, is)...)
	}
	for _, name := range slices.Sorted(maps.Keys(now.Experiments)) {
		if before.Experiments[name] == nil {
			list = append(list, Change{Kind: Added, Experiment: name,
				Text: fmt.Sprintf("experiment %s, with %d cases", name, len(now.Experiments[name].Cases))})
		}
	}
	return sorted(list)
}

// compare compares an experiment.
func compare(name string, was, is *Experiment) (list []Change) {
	list = tolerances(name, was, is)
	if other := replaced(was.Params, is.Params); other != "" {
		return append(list, Change{Kind: Replaced, Experiment: name, CaseNo: -1, Text: name +
			" has other parameters: " + other + "; its numbers are not compared"})
	}
	for _, c := range ordered(was.Cases) {
		change := Change{Experiment: name, Case: c.Name, CaseNo: -1, Control: c.Control}
		groups, have := is.Cases[c]
		if !have {
			change.Kind, change.Text = Vanished, of("", name, c)+", has vanished"
			list = append(list, change)
			continue
		}
		change.CaseNo = is.planned[c]
		for _, metric := range slices.Sorted(maps.Keys(was.Cases[c])) {
			g := groups[metric]
			if g == nil {
				g = &Group{Skip: "it is not measured"}
			}
			change.Metric = metric
			if change, changed := was.Cases[c][metric].compare(change, c, g, was, is); changed {
				list = append(list, change)
			}
		}
	}
	for _, c := range ordered(is.Cases) {
		if _, had := was.Cases[c]; !had {
			list = append(list, Change{Kind: Added, Experiment: name, Case: c.Name, Control: c.Control,
				Text: of("", name, c)})
		}
	}
	return list
}

// compare returns the worst change of a group: of was to is.
func (g *Group) compare(change Change, c Case, now *Group, was, is *Experiment) (Change, bool) {
	subject, t, u := of(change.Metric, change.Experiment, c), was.Tolerances[change.Metric],
		is.Tolerances[change.Metric]
	switch {
	case c.Control && now.Caught < g.Good:
		change.Kind, change.Text = Fewer, fmt.Sprintf("%s is caught in %s, it was in %d", subject,
			measurements(now.Caught), g.Good)
		return change, true
	case !c.Control && now.Good < g.Good:
		change.Kind, change.Text = Fewer, fmt.Sprintf("%s passes in %s, it did in %d", subject,
			measurements(now.Good), g.Good)
		if w, ok := now.At[now.Worst]; ok && w.Verdict.Compare(results.Pass) > 0 {
			change.Text += fmt.Sprintf(": it is off by %.2g%s, tolerance %.2g", math.Abs(w.off()),
				now.Worst.place(), u.Of(w.Budget))
		} else if now.Skip != "" {
			change.Text += ": " + now.Skip
		}
		return change, true
	}
	for _, spot := range g.spots() {
		before := g.At[spot]
		after, have := now.At[spot]
		if !have && !c.Control {
			change.Kind, change.Text = Vanished, subject+spot.place()+" is no longer judged"
			return change, true
		} else if !have {
			continue
		}
		m := change
		m.Kind, m.Spot, m.Before, m.Now = Moved, spot, before, after
		m.Bars = bars(before.Got, after.Got, before.Budget, after.Budget)
		what := subject + spot.place()
		if !beyond(m.Bars) {
			m.Bars = bars(before.Want, after.Want, before.Budget, after.Budget)
			what = "the wanted value of " + what
			m.Before.Got, m.Now.Got = before.Want, after.Want
		}
		if beyond(m.Bars) && m.Bars > change.Bars {
			m.Text = fmt.Sprintf("%s moved by %s, from %s to %s%s", what, inBars(m.Bars), m.Before.text(),
				m.Now.text(), tolerated(after, u, c.Control))
			change = m
		}
	}
	if change.Text == "" && !c.Control {
		return g.elsewhere(change, subject, now, t)
	}
	return change, change.Text != ""
}

// elsewhere compares the worst measurement with the worst one before, which was at another place: there it
// was no worse.
func (g *Group) elsewhere(change Change, subject string, now *Group, t results.Tolerance) (Change, bool) {
	was, had := g.At[g.Worst]
	is, have := now.At[now.Worst]
	if !had || !have || is.Budget <= 0 || now.Worst == g.Worst {
		return change, false
	}
	most := was.ratio(t) * t.Of(is.Budget) // that it was off
	change.Kind, change.Spot, change.Now = Moved, now.Worst, is
	change.Bars = (math.Abs(is.off()) - most) / (2 * is.Budget)
	change.Text = fmt.Sprintf("the worst error of %s, now%s, moved by %s or more, from %.2g to %.2g tolerances",
		subject, now.Worst.place(), inBars(change.Bars), was.ratio(t), is.ratio(t))
	return change, beyond(change.Bars)
}

// replaced says which parameters are others. One that is new is none: its default is what was.
func replaced(was, is map[string]string) string {
	var other []string
	for _, key := range slices.Sorted(maps.Keys(was)) {
		if label, have := is[key]; have && label != was[key] {
			other = append(other, fmt.Sprintf("%s is %s and was %s", key, label, was[key]))
		}
	}
	return strings.Join(other, ", ")
}

// ordered returns cases by name, controls last.
func ordered(cases map[Case]map[string]*Group) []Case {
	return slices.SortedFunc(maps.Keys(cases), func(a, b Case) int {
		switch {
		case a.Control != b.Control && a.Control:
			return 1
		case a.Control != b.Control:
			return -1
		}
		return strings.Compare(a.Name, b.Name)
	})
}

// spots returns the places of the measurements in a fixed order.
func (g *Group) spots() []Spot {
	return slices.SortedFunc(maps.Keys(g.At), func(a, b Spot) int {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
}

// place is " at 0.5", or "" if the measurement is nowhere in particular.
func (s Spot) place() string {
	if s.At == "" {
		return ""
	}
	return " at " + s.At
}

func measurements(n int) string {
	if n == 1 {
		return "1 measurement"
	}
	return fmt.Sprintf("%d measurements", n)
}

func inBars(n float64) string {
	switch {
	case math.IsInf(n, 1):
		return "more than its error bars, which are 0"
	case n < 1000:
		return fmt.Sprintf("%.1f error bars", n)
	}
	return fmt.Sprintf("%.1e error bars", n)
}

// text writes a number to the digits that its budget leaves.
func (n Number) text() string { return digits(n.Got, n.Budget) }

// tolerated says what the tolerance says of a number that has moved.
func tolerated(n Number, t results.Tolerance, control bool) string {
	within := math.Abs(n.off()) <= t.Of(n.Budget)
	switch {
	case control:
		return ""
	case within:
		return ", still within tolerance"
	}
	return ", beyond its tolerance"
}
