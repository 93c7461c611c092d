package spec

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
)

func TestATableIsReadAsWritten(t *testing.T) {
	s := specs(t, header+lines(
		`[[table]]`, `name = "joined"`, `rows = ["target"]`, `show = "got"`, `at = "t"`,
		`only = ["t=0.25", "t=0.5", "target=ball(radius=2)"]`,
		`metrics = ["gap", { metric = "drift", head = "D", show = "error", at = "s", only = ["at=0.5"] },`,
		`  { metric = "other/drift", only = ["alien=1"] }, "probe/drift"]`,
		`[[table]]`, `name = "single"`, `rows = ["at", "metric"]`, `metric = { metric = "gap", head = "G" }`,
	))[0]
	want := []results.TableSpec{
		{Name: "joined", Rows: []string{"target"}, Columns: []string{"metric"},
			Only: []string{"t=0.25", "t=0.5", "target=ball(radius=2)"},
			Metrics: []results.Shown{
				{Metric: "gap", Show: "got", At: "t"},
				{Metric: "drift", Head: "D", Show: "error", At: "s", Only: []string{"at=0.5"}},
				{Metric: "other/drift", Show: "got", At: "t", Only: []string{"alien=1"}},
				{Metric: "drift", Show: "got", At: "t"},
			}},
		{Name: "single", Rows: []string{"at", "metric"},
			Metrics: []results.Shown{{Metric: "gap", Head: "G"}}},
	}
	if !reflect.DeepEqual(s.Tables, want) {
		t.Errorf("got\n%+v\nwant\n%+v", s.Tables, want)
	}
}

func TestMistakesInATableAreToldWithTheirRemedy(t *testing.T) {
	for text, want := range map[string]string{
		`metrics = ["gap", "drift"]` + "\n" + `columns = ["t"]`: `8: table[0].columns: with several metrics, ` +
			`rows or columns must include "metric"`,
		`metrics = ["gap"]` + "\n" + `metric = "gap"`: `4: table[0]: needs either metric = a metric, ` +
			`or metrics = a list of them`,
		``: `4: table[0]: needs either metric = a metric, or metrics = a list ` +
			`of them`,
		`metrics = []`: `7: table[0].metrics: this list is empty; a table has at least one ` +
			`metric`,
		`metrics = "gap"`:      `7: table[0].metrics: want a list of metrics, got the text "gap"`,
		`metrics = ["gap", 3]`: `7: table[0].metrics[1]: want the name of a metric of fake, got 3`,
		`metrics = ["gap", "gpa"]`: `7: table[0].metrics[1]: "gpa" is not a metric of fake; did you mean ` +
			`"gap"?`,
		`metrics = ["gap", "probe/gpa"]`: `7: table[0].metrics[1]: "gpa" is not a metric of fake; did you mean ` +
			`"gap"?`,
		`metrics = ["gap", "other/"]`: `7: table[0].metrics[1]: "other/" is not a metric; one of another ` +
			`experiment is "experiment/metric"`,
		`metrics = ["gap", { head = "P" }]`: `7: table[0].metrics[1].metric: is missing; want the name of a ` +
			`metric of fake`,
		`metrics = ["gap", { metric = "drift", haed = "P" }]`: `7: table[0].metrics[1].haed: "haed" is not a key ` +
			`of a metric of a table; did you mean "head"?`,
		`metrics = ["gap", { metric = "drift", head = "gap" }]`: `7: table[0].metrics[1]: "gap" is listed ` +
			`twice; a head = "…" tells them apart`,
		`metrics = ["gap", { metric = "drift", show = "gto" }]`: `7: table[0].metrics[1].show: "gto" is not a ` +
			`way ` +
			`to show a metric; did you mean "got"?`,
		`metrics = [{ metric = "gap", only = ["lable=1"] }]`: `7: table[0].metrics[0].only[0]: "lable" is not a ` +
			`parameter of fake; did you mean "label"?`,
		`metric = "gap"` + "\n" + `show = "errors"`: `8: table[0].show: "errors" is not a way to show ` +
			`a metric; did you mean "error"?`,
		`metric = "gap"` + "\n" + `only = "t=1"`: `8: table[0].only: want a list of conditions, ` +
			`as in schedule=linear, got the text "t=1"`,
		`metric = "gap"` + "\n" + `only = ["t"]`: `8: table[0].only[0]: want a condition, as in ` +
			`schedule=linear, got the text "t"`,
		`metric = "gap"` + "\n" + `only = ["do=x", "do=x"]`: `8: table[0].only[1]: "do=x" is listed twice`,
		`metric = "gap"` + "\n" + `only = ["piont=1"]`: `8: table[0].only[0]: "piont" is not a parameter ` +
			`of fake; did you mean "points"?`,
		`metric = "gap"` + "\n" + `columns = ["metrics"]`: `8: table[0].columns[0]: "metrics" is not a ` +
			`parameter of fake; did you mean "metric"?`,
	} {
		text = header + "[[table]]\nname = 't'\nrows = ['target']\n" + text
		_, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}}, results.Ordinary, "f.toml")
		if err == nil || !strings.HasPrefix(err.Error(), "f.toml:"+want) {
			t.Errorf("%s\n got %v\nwant f.toml:%s", text, err, want)
		}
	}
}
