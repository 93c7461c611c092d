package catalog

import (
	"regexp"
	"slices"
	"testing"
)

func TestLabelNamesOnlyWhatDiffersFromTheDefaults(t *testing.T) {
	for want, ref := range map[string]any{
		"disc":           Ref{"name": "disc", "radius": 1.0},
		"disc(radius=3)": Ref{"name": "disc", "radius": 3.0},
		"rows(times=[0.25, 0.5], inner=disc(radius=3))": Ref{"name": "rows", "times": []any{0.25, 0.5},
			"inner": Ref{"name": "disc", "radius": 3.0}},
	} {
		_, c, err := shapes.Build(ref)
		if err != nil {
			t.Fatal(err)
		}
		if got := shapes.Label(c); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// solid has an entry with the name of a shape, but another parameter.
type solid interface{ Volume() float64 }
type cylinder struct{ Height float64 }

func (c *cylinder) Volume() float64 { return c.Height }

var solids = New[solid]("a solid") // a kind before "shape"
var _ = solids.Add("disc", "a thick disc", func() solid { return &cylinder{Height: 1} })

func TestTextTellsEntriesOfOneNameApartByTheirParameters(t *testing.T) {
	for range 20 { // the catalogs are in a map, which has no order
		if got := Text(Ref{"name": "disc", "radius": 2.0, "weight": 0.0}); got != "disc(radius=2)" {
			t.Fatal(got)
		}
		if got := Text(Ref{"name": "disc", "height": 2.0}); got != "disc(height=2)" {
			t.Fatal(got)
		}
	}
}

func TestTextShortensManyNumbersToTheirShapeAndAHash(t *testing.T) {
	matrix := func(n, d int, first float64) []any {
		rows := make([]any, n)
		for i := range rows {
			rows[i] = slices.Repeat([]any{float64(i)}, d)
		}
		rows[0].([]any)[0] = first
		return rows
	}
	ragged := append(matrix(6, 2, 0), []any{int64(1)})
	for _, c := range []struct {
		value []any
		want  string
	}{
		{slices.Repeat([]any{1.0}, 12), `^\[1(, 1){11}\]$`},
		{slices.Repeat([]any{1.0}, 13), `^\[13 #[0-9a-f]{6}\]$`},
		{matrix(6, 2, 0), `^\[\[0, 0\], \[1, 1\], .*\]$`},
		{matrix(500, 2, 0), `^\[500×2 #[0-9a-f]{6}\]$`},
		{ragged, `^\[13 #[0-9a-f]{6}\]$`},
		{slices.Repeat([]any{"a"}, 13), `^\[a(, a){12}\]$`},
	} {
		if got := Text(c.value); !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	if a, b, c := Text(matrix(500, 2, 0)), Text(matrix(500, 2, 0)), Text(matrix(500, 2, 1e-300)); a != b ||
		a == c {
		t.Errorf("%s, %s, %s", a, b, c)
	}
}
