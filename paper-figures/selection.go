package figures

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"proxflow/theory/catalog"
)

// Selection says which cases a figure draws. Controls are never drawn.
type Selection struct {
	Targets []string `doc:"targets to draw, each by its label or name, in this order; all if empty"`
	Only    []string `doc:"cases to draw, as in coupling=optimal; labels of one parameter are alternatives"`
}

// Init checks the form of Only.
func (s Selection) Init() error {
	for _, o := range s.Only {
		if !strings.Contains(o, "=") {
			return catalog.Bad("only", "want a parameter and its label, as in schedule=linear, got %q", o)
		}
	}
	return nil
}

// condition asks for one label of a parameter, or for all labels with one name: ball, ball(d=3).
type condition struct {
	parameter, text string
	exact           bool
}

func (c condition) matches(labels map[string]string) bool {
	label := labels[c.parameter]
	return label == c.text || !c.exact && strings.HasPrefix(label, c.text+"(")
}

// alternatives are conditions of which one must be met, all for one parameter.
type alternatives []condition

func (a alternatives) match(labels map[string]string) bool {
	return slices.ContainsFunc(a, func(c condition) bool { return c.matches(labels) })
}

// choice is a Selection among the cases of an experiment.
type choice struct {
	targets alternatives // in the order of drawing
	cases   []int        // by number; nil for all
}

// choose finds the selected cases. It is an error if no case has one of the targets, or none of the
// alternatives for a parameter; a smaller grid may lack some of these.
func (d *Data) choose(s Selection) (c choice, err error) {
	if len(s.Targets)+len(s.Only) == 0 {
		return choice{}, nil
	}
	labels, err := d.Source.Labels(d.Experiment)
	if err != nil {
		return choice{}, err
	}
	for _, t := range s.Targets {
		// If there is the label ball, it does not ask for ball(d=3).
		exact := slices.ContainsFunc(labels, condition{"target", t, true}.matches)
		c.targets = append(c.targets, condition{"target", t, exact})
		if err := d.unmet(labels, c.targets[len(c.targets)-1:]); err != nil {
			return choice{}, err
		}
	}
	only := map[string]alternatives{} // by parameter
	for _, o := range s.Only {
		parameter, text, _ := strings.Cut(o, "=")
		only[parameter] = append(only[parameter], condition{parameter, text, false})
	}
	for _, parameter := range slices.Sorted(maps.Keys(only)) {
		if err := d.unmet(labels, only[parameter]); err != nil {
			return choice{}, err
		}
	}
	for no, l := range labels {
		chosen := c.targets == nil || c.targets.match(l)
		for _, a := range only {
			chosen = chosen && a.match(l)
		}
		if chosen {
			c.cases = append(c.cases, no)
		}
	}
	if c.cases == nil {
		all := slices.Concat(s.Targets, s.Only)
		return choice{}, d.errorf("no case has all of %s", strings.Join(all, ", "))
	}
	return c, nil
}

// unmet is the error that no case meets one of some alternatives, with the labels that there are; nil if one
// does.
func (d *Data) unmet(labels []map[string]string, asked alternatives) error {
	if slices.ContainsFunc(labels, asked.match) {
		return nil
	}
	parameter := asked[0].parameter
	there := map[string]bool{}
	for _, l := range labels {
		if label, ok := l[parameter]; ok {
			there[label] = true
		}
	}
	if len(there) == 0 {
		return d.errorf("no case has a parameter %q", parameter)
	}
	var texts []string
	for _, c := range asked {
		texts = append(texts, strconv.Quote(c.text))
	}
	wanted, found := strings.Join(texts, " or "), strings.Join(slices.Sorted(maps.Keys(there)), ", ")
	return d.errorf("no case has the %s %s; there are %s", parameter, wanted, found)
}

// differences names, for each of some sets of labels, the parameters in which it differs from others that
// agree with it in some parameters: ", source=normal".
func differences(all []map[string]string, agreeing ...string) []string {
	list := make([]string, len(all))
	for i, labels := range all {
		differ := map[string]bool{}
		for _, other := range all {
			if slices.ContainsFunc(agreeing, func(p string) bool { return other[p] != labels[p] }) {
				continue
			}
			for parameter, label := range labels {
				differ[parameter] = differ[parameter] || other[parameter] != label
			}
		}
		for _, parameter := range slices.Sorted(maps.Keys(differ)) {
			if differ[parameter] {
				list[i] += ", " + parameter + "=" + labels[parameter]
			}
		}
	}
	return list
}
