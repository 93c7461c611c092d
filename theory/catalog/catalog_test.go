package catalog

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"
)

type shape interface{ Area() float64 }

var shapes = New[shape]("shape")

type disc struct {
	Radius float64 `doc:"radius R" above:"0"`
	Weight float64
}

func (d *disc) Area() float64 { return math.Pi * d.Radius * d.Radius }

type rows struct {
	Count   int       `min:"1" max:"9"`
	Times   []float64 `above:"0" below:"1" scalar:"yes" len:"1"`
	Mode    string    `enum:"plain,striped"`
	Inner   shape
	Blocks  []shape
	HalfWay bool
}

func (r *rows) Area() float64 { return r.Inner.Area() }
func (r *rows) Init() error {
	if r.Count == 7 {
		return Bad("count", "7 is taken")
	}
	return nil
}

// inline has the parameters of what it holds as its own, as the projections onto a manifold do.
type Held = shape
type inline struct{ Held }

var (
	_ = shapes.Add("disc", "a disc", func() shape { return &disc{Radius: 1} })
	_ = shapes.Add("rows", "rows of shapes", func() shape {
		return &rows{Count: 1, Times: []float64{0.5}, Mode: "plain", Blocks: []shape{&disc{Radius: 2}}}
	})
	_ = shapes.Add("big-disc", "a disc under another name", func() shape { return &inline{&disc{Radius: 10}} })
	_ = shapes.Add("held-rows", "one type with big-disc",
		func() shape { return &inline{&rows{Count: 3, Inner: &disc{Radius: 1}}} })
)

// canonical builds a reference and encodes its canonical form.
func canonical(t *testing.T, ref any) string {
	t.Helper()
	_, c, err := shapes.Build(ref)
	if err != nil {
		t.Fatalf("%v: %v", ref, err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCanonicalFormIsTheSameForEverySpellingOfACase(t *testing.T) {
	for _, same := range [][]any{
		{"disc", Ref{"name": "disc"}, Ref{"name": "disc", "radius": 1.0},
			Ref{"name": "disc", "radius": int64(1), "weight": math.Copysign(0, -1)}},
		{Ref{"name": "rows", "inner": "disc"},
			Ref{"name": "rows", "inner": Ref{"name": "disc"}, "times": []any{0.5},
				"blocks": []any{Ref{"name": "disc", "radius": 2.0}}}},
		{"big-disc", Ref{"name": "big-disc", "radius": int64(10)}},
	} {
		want := canonical(t, same[0])
		for _, ref := range same[1:] {
			if got := canonical(t, ref); got != want {
				t.Errorf("%v\n got %s\nwant %s", ref, got, want)
			}
		}
	}
	if canonical(t, "disc") == canonical(t, Ref{"name": "disc", "radius": 1.0000000001}) {
		t.Error("two cases have the same canonical form")
	}
}

func TestCanonicalFormBuildsTheSameValue(t *testing.T) {
	ref := Ref{"name": "rows", "inner": "big-disc", "times": []any{0.25, 0.5},
		"blocks": []any{"big-disc", "disc"}, "mode": "striped", "half-way": true}
	first, c, err := shapes.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := shapes.Build(c)
	if err != nil || !reflect.DeepEqual(first, second) {
		t.Errorf("%#v\n%#v\n%v", first, second, err)
	}
	if name := c["blocks"].([]any)[0].(Ref)["name"]; name != "big-disc" {
		t.Errorf("the canonical form renames big-disc to %v", name)
	}
}

func TestSomeParametersHaveTheSameFormAsInAWholeReference(t *testing.T) {
	given := map[string]any{"count": 7.0, "times": []any{0.25},
		"blocks": []any{"disc", map[string]any{"name": "disc", "radius": int64(3)}}}
	some, err := shapes.Some("rows", given) // needs neither the required one nor Init
	if err != nil {
		t.Fatal(err)
	}
	whole := map[string]any{"name": "rows", "inner": "disc"}
	for key, value := range given {
		whole[key] = value
	}
	whole["count"] = int64(3)
	_, all, err := shapes.Build(whole)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Ref{"count": int64(7), "times": all["times"],
		"blocks": all["blocks"]}); !reflect.DeepEqual(some, want) {
		t.Errorf("got %v, want %v", some, want)
	}
	for _, c := range []struct {
		name   string
		params map[string]any
		want   string
	}{
		{"rows", map[string]any{"count": 10.0}, "count: must be ≥ 1, ≤ 9, not 10"},
		{"rows", map[string]any{"cuont": 1.0}, `cuont: "cuont" is not a parameter of rows; did you mean "count"?`},
		{"rwos", nil, `there is no shape "rwos"; did you mean "rows"?`},
	} {
		if _, err := shapes.Some(c.name, c.params); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestMistakesAreReportedWithTheirPathAndTheRemedy(t *testing.T) {
	in := func(key string, v any) Ref { return Ref{"name": "rows", "inner": "disc", key: v} }
	for _, c := range []struct {
		ref        any
		path, says string
	}{
		{"dics", "", `did you mean "disc"?`},
		{Ref{"radius": 1.0}, "", "has no name"},
		{3.0, "", "got the number 3"},
		{Ref{"name": "disc", "radus": 1.0}, "radus", `did you mean "radius"?`},
		{Ref{"name": "disc", "radius": -1.0}, "radius", "must be > 0, not -1"},
		{Ref{"name": "disc", "radius": math.NaN()}, "radius", "finite"},
		{Ref{"name": "disc", "radius": math.Inf(1)}, "radius", "finite"},
		{Ref{"name": "disc", "radius": "big"}, "radius", `want a number, got the text "big"`},
		{Ref{"name": "rows"}, "", `needs the parameter "inner"`},
		{in("count", 2.5), "count", "want an integer"},
		{in("count", int64(10)), "count", "must be ≥ 1, ≤ 9, not 10"},
		{in("count", int64(7)), "count", "7 is taken"},
		{in("times", 1.0), "times", "must be > 0, < 1, not 1"},
		{in("times", []any{0.5, 2.0}), "times[1]", "must be"},
		{in("times", []any{}), "times", "at least 1"},
		{in("mode", "strped"), "mode", `did you mean "striped"?`},
		{in("half-way", 1.0), "half-way", "want true or false"},
		{in("blocks", []any{"disc", Ref{"name": "disc", "radius": 0.0}}), "blocks[1].radius", "must be > 0"},
		{in("blocks", "disc"), "blocks", "want a list of shapes"},
		{in("inner", Ref{"name": "disc", "radius": []any{1.0}}), "inner.radius", "got a list of 1"},
	} {
		_, _, err := shapes.Build(c.ref)
		e, ok := err.(*Error)
		if !ok || e.Path != c.path || !strings.Contains(e.Msg, c.says) || strings.Contains(e.Error(), "\n") {
			t.Errorf("%v: got %#v, want path %q and %q", c.ref, err, c.path, c.says)
		}
	}
}

func TestParamsDescribeTypeDefaultAndBounds(t *testing.T) {
	want := []Param{
		{Key: "count", Type: "integer", Default: "1", Bounds: "≥ 1, ≤ 9"},
		{Key: "times", Type: "list of numbers", Default: "0.5", Bounds: "> 0, < 1"},
		{Key: "mode", Type: "string", Default: "plain", Bounds: "one of plain, striped"},
		{Key: "inner", Type: "shape", Default: "required"},
		{Key: "blocks", Type: "list of shapes", Default: "[disc(radius=2)]"},
		{Key: "half-way", Type: "bool", Default: "false"},
	}
	got := shapes.Params("rows")
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestAllCatalogsAreSortedByKind(t *testing.T) {
	var kinds []string
	for _, f := range All() {
		kinds = append(kinds, f.Kind())
	}
	if got := strings.Join(kinds, ", "); got != "a solid, shape" {
		t.Error(got)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"ball", "ellipsoid", "soft-threshold", "two-moons"}
	for word, want := range map[string]string{"bal": "ball", "elipsoid": "ellipsoid",
		"soft_treshold": "soft-threshold", "tow-moons": "two-moons", "xyz": ""} {
		if got := Nearest(word, names); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestErrorsInNumbersNameTheirPlaceInTheFile(t *testing.T) {
	read := Numbers{Rows: [][]float64{{0.25}, {0.5}, {2}}, Name: "t.csv",
		Place: func(row int) string { return "t.csv:" + "258"[row:row+1] }}
	_, _, err := shapes.Build(Ref{"name": "rows", "inner": "disc", "times": read})
	if err == nil || err.Error() != "times: t.csv:8: must be > 0, < 1, not 2" {
		t.Error(err)
	}
	_, _, err = shapes.Build(Ref{"name": "rows", "inner": read})
	if err == nil || !strings.HasSuffix(err.Error(), "got the 3×1 numbers of t.csv") {
		t.Error(err)
	}
	read.Rows = read.Rows[:2]
	if got, want := canonical(t, Ref{"name": "rows", "inner": "disc", "times": read}),
		canonical(t, Ref{"name": "rows", "inner": "disc", "times": []any{0.25, 0.5}}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestValuesAreTheCanonicalParametersInTheFields(t *testing.T) {
	v, want, err := shapes.Build(Ref{"name": "rows", "inner": Ref{"name": "disc", "radius": 3.0},
		"times": []any{0.25, 0.75}, "count": 2})
	if err != nil {
		t.Fatal(err)
	}
	delete(want, "name")
	if got := Values(v); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	embeds := struct {
		Held
		Other, Absent shape
		Discs, Rows   shape
	}{v, &disc{Radius: 2, Weight: 5}, nil, &inline{&disc{Radius: 4}}, &inline{v}}
	want["rows"] = maps.Clone(want)
	want["rows"].(Ref)["name"] = "held-rows"
	want["other"] = Ref{"name": "disc", "radius": 2.0, "weight": 5.0}
	want["discs"] = Ref{"name": "big-disc", "radius": 4.0, "weight": 0.0}
	for _, got := range []Ref{Values(embeds), Values(&embeds)} {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
