package spec

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
)

// Each case has the line of its first swept value, a control its own, for every size of the grid.
func TestLinesSayWhereACaseComesFrom(t *testing.T) {
	const text = `
name = "lines"
claim = "P"
check = "fake"
[sweep]
target = [
  { name = "ball" },
  { name = "ball", radius = 2.0 },
]
t = [0.25, 0.5]
[quick.sweep]
target = [{ name = "ball", radius = 3.0 }]
[[control]]
why = "w"
sweep = { t = [0.75, 0.875] }
`
	for size, want := range map[results.Size][]int{
		results.Ordinary: {7, 7, 8, 8, 13, 13},
		results.Full:     {7, 7, 8, 8, 13, 13},
		results.Quick:    {12, 12, 13, 13},
	} {
		specs, err := LoadFS(fstest.MapFS{"f.toml": {Data: []byte(text)}}, size, "f.toml")
		if err != nil {
			t.Fatal(err)
		}
		line, lines := Lines(specs[0].Experiment)
		if line != 2 || !slices.Equal(lines, want) {
			t.Errorf("%q: line %d, cases %v; want 2 and %v", size, line, lines, want)
		}
		changed := specs[0].Experiment
		changed.Text = strings.ReplaceAll(text, "[0.25, 0.5]", "[0.25]")
		if _, lines := Lines(changed); len(lines) != len(want) || lines[0] != 2 {
			t.Errorf("%q: of another text the cases are in %v", size, lines)
		}
	}
}
