package figures

import (
	"strings"

	"proxflow/theory/catalog"
)

// checkOnly checks the parameter "only" of a figure: a list of parameter=label.
func checkOnly(only []string) error {
	for _, o := range only {
		if !strings.Contains(o, "=") {
			return catalog.Bad("only", "want a parameter and its label, as in schedule=linear, got %q", o)
		}
	}
	return nil
}

// allows says whether a case of these labels is drawn: each parameter that the list names has one of its labels.
func allows(only []string, labels map[string]string) bool {
	asked := map[string]bool{}
	for _, o := range only {
		parameter, label, _ := strings.Cut(o, "=")
		asked[parameter] = asked[parameter] || names(label, labels[parameter])
	}
	for _, met := range asked {
		if !met {
			return false
		}
	}
	return true
}
