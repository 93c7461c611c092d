package changes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"proxflow/theory/catalog"
)

// Text returns the baseline of a state. The same state gives the same bytes.
func (s *State) Text() []byte {
	var b strings.Builder
	b.WriteString("# What proxflow check --baseline compares a store with; " +
		"check --update-baseline writes it.\n" +
		"# go doc -all proxflow/report/changes says what the numbers are.\n")
	fmt.Fprintf(&b, "format = %d\nsize = %q\nwhy = [\n", version, sizeName(s.Size))
	for _, why := range s.Why[max(0, len(s.Why)-reasons):] {
		fmt.Fprintf(&b, "  %s,\n", quote(why))
	}
	b.WriteString("]\n")
	for _, name := range slices.Sorted(maps.Keys(s.Experiments)) {
		s.Experiments[name].write(&b, name)
	}
	return []byte(b.String())
}

func (e *Experiment) write(b *strings.Builder, name string) {
	fmt.Fprintf(b, "\n[experiment.%s]\nswept = [", key(name))
	for i, param := range e.Swept {
		b.WriteString([]string{"", ", "}[min(i, 1)] + quote(param))
	}
	b.WriteString("]\n")
	head := func(part string) { fmt.Fprintf(b, "\n[experiment.%s.%s]\n", key(name), part) }
	head("params")
	for _, param := range slices.Sorted(maps.Keys(e.Params)) {
		fmt.Fprintf(b, "%s = %s\n", key(param), quote(e.Params[param]))
	}
	lists := map[Case][][]string{}
	head("metric")
	for _, metric := range slices.Sorted(maps.Keys(e.Tolerances)) {
		if !e.judges(metric) {
			continue
		}
		count := [4]map[string]int{{}, {}, {}, {}}
		for c, groups := range e.Cases {
			list := groups[metric].list(c.Control)
			lists[c] = append(lists[c], list)
			for i := range count {
				if len(list) > 0 && !c.Control {
					count[i][list[3+i]]++
				}
			}
		}
		var usual [4]string
		for i := range usual {
			usual[i] = mostly(count[i])
		}
		for c := range e.Cases {
			list := &lists[c][len(lists[c])-1]
			for i := 3; i >= 0 && len(*list) == 4+i && (*list)[3+i] == usual[i]; i-- {
				*list = (*list)[:3+i]
			}
		}
		t, kind := e.Tolerances[metric], "budget"
		if t.Absolute > 0 {
			kind = "absolute"
		}
		fmt.Fprintf(b, "%s = { %s = %v, usual = [%s] }\n", key(metric), kind, t.Of(1),
			strings.Join(usual[:], ", "))
	}
	for _, control := range []bool{false, true} {
		head(map[bool]string{false: "case", true: "control"}[control])
		for _, c := range ordered(e.Cases) {
			if c.Control != control {
				continue
			}
			var texts []string
			for _, list := range lists[c] {
				texts = append(texts, "["+strings.Join(list, ",")+"]")
			}
			fmt.Fprintf(b, "%s = [%s]\n", quote(c.Name), strings.Join(texts, ","))
		}
	}
}

// judges says whether the metric has a list in some case.
func (e *Experiment) judges(metric string) bool {
	for c, groups := range e.Cases {
		if groups[metric].list(c.Control) != nil {
			return true
		}
	}
	return false
}

// list returns the numbers of a group, none if it has no worst measurement, or if a control does not fail.
func (g *Group) list(control bool) []string {
	if g == nil || control && g.Good == 0 {
		return nil
	}
	n, ok := g.At[g.Worst]
	if !ok {
		return nil
	}
	at := g.Worst.At
	if at == "" {
		at = "nan"
	}
	return []string{at, digits(n.off(), n.Budget), number(n.Budget, 2), digits(n.Want, n.Budget),
		strconv.Itoa(g.Good), strconv.Itoa(g.Worst.Repeat), strconv.Itoa(g.Worst.Nth)}
}

// mostly returns the text that appears most often, and of several the first; "0" if there is none.
func mostly(count map[string]int) string {
	most := "0"
	for _, text := range slices.Sorted(maps.Keys(count)) {
		if count[text] > count[most] {
			most = text
		}
	}
	return most
}

// key writes a key of TOML.
func key(name string) string {
	if catalog.IsName(name) {
		return name
	}
	return quote(name)
}

// quote writes text as TOML.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
