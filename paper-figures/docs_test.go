package figures

import (
	"encoding/json"
	"reflect"
	"regexp"
	"sync"
	"testing"

	"proxflow/experiments"
	"proxflow/results"
	"proxflow/runner/spec"
	_ "proxflow/theory/claim/all"
)

// shipped are the specs that come with the program, in two sizes.
var shipped = sync.OnceValues(func() (map[results.Size][]*spec.Spec, error) {
	ordinary, err := spec.LoadFS(experiments.FS, results.Ordinary, ".", "mnist")
	if err != nil {
		return nil, err
	}
	quick, err := spec.LoadFS(experiments.FS, results.Quick, ".", "mnist")
	return map[results.Size][]*spec.Spec{results.Quick: quick, results.Ordinary: ordinary}, err
})

// planned is a memory of the cases of a spec, before any has run.
func planned(s *spec.Spec) (m memory) {
	for no, c := range s.Cases {
		o := results.Observed{CaseNo: no, Labels: c.Labels, Control: c.Control != nil}
		m.observed = append(m.observed, o)
	}
	return m
}

func TestExamplesInDocsAreLabelsOfShippedSpecs(t *testing.T) {
	specs, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	var all memory
	for _, s := range specs[results.Ordinary] {
		all.observed = append(all.observed, planned(s).observed...)
	}
	meets := func(c condition) bool {
		for _, o := range all.observed {
			if !o.Control && c.matches(o.Labels) {
				return true
			}
		}
		return false
	}
	example := regexp.MustCompile(`([a-z0-9-]+)=([a-z0-9-]+)`)
	for _, name := range Catalog.Names() {
		found := false
		for _, p := range Catalog.Params(name) {
			for _, e := range example.FindAllStringSubmatch(p.Doc, -1) {
				found = true
				if !meets(condition{parameter: e[1], text: e[2]}) {
					t.Errorf("%s: the doc of %s advises %s, which no case of a shipped spec meets",
						name, p.Key, e[0])
				}
			}
		}
		if !found {
			t.Errorf("%s: no example of a case in its docs", name)
		}
	}
}

func TestFiguresOfShippedSpecsSelectCasesInTheQuickAndTheOrdinarySize(t *testing.T) {
	sizes, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for size, specs := range sizes {
		for _, s := range specs {
			for _, f := range s.Figures {
				var ref any
				if err := json.Unmarshal(f.Draw, &ref); err != nil {
					t.Fatal(err)
				}
				figure, _, err := Catalog.Build(ref)
				if err != nil {
					t.Fatalf("%s: %v", f.Name, err)
				}
				selection := reflect.ValueOf(figure).Elem().FieldByName("Selection").Interface().(Selection)
				if _, err := (&Data{planned(s), s.Name}).choose(selection); err != nil {
					t.Errorf("%s, %q: %v", f.Name, size, err)
				}
			}
		}
	}
}
