package results

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// odd numbers, besides any bits at all.
var odd = []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1),
	math.SmallestNonzeroFloat64, math.MaxFloat64,
	-1e-300, 1e21, 123456789012345680, 0.1, 1.0 / 3, math.Float64frombits(0x7ff8000000000000),
	math.Float64frombits(0xfff0000000000001)}

type dice struct{ *rand.Rand }

func (d dice) number() float64 {
	if d.IntN(2) == 0 {
		return odd[d.IntN(len(odd))]
	}
	return math.Float64frombits(d.Uint64())
}

func (d dice) text() string {
	var b strings.Builder
	for range d.IntN(4) {
		b.WriteString([]string{"", "x", "<&>", "\"\\", "\n\x00\x1b", "é\u2028\ufffd", "7ff8000000000001",
			"NaN", "null"}[d.IntN(9)])
	}
	return b.String()
}

// some is a slice of a few elements, nil or empty.
func some[T any](d dice, element func() T) []T {
	n := d.IntN(5) - 1
	if n < 0 {
		return nil
	}
	s := make([]T, n)
	for i := range s {
		s[i] = element()
	}
	return s
}

func (d dice) trial() Trial {
	params, err := json.Marshal(map[string]any{"t": d.Float64(), "label": d.text()})
	if err != nil {
		panic(err)
	}
	params = bytes.ReplaceAll(params, []byte(`\u003c`), []byte(`<`)) // as canonical parameters are
	return Trial{
		Key: d.text(), Seed: d.text(), Check: d.text(), Version: d.text(), Summary: d.IntN(2) == 0,
		Params: params, Err: d.text(), Seconds: d.Float64(),
		Measurements: some(d, func() Measurement {
			return Measurement{d.text(), d.number(), d.number(), d.number(), d.number(), d.text(), d.text()}
		}),
		Observations: some(d, func() Observation { return Observation{d.text(), d.number(), d.number()} }),
		Warnings:     some(d, d.text),
	}
}

// bits makes a value comparable with reflect.DeepEqual bit by bit: NaN is not NaN, and 0 is -0.
func (t Trial) bits() any {
	out := []any{t.Key, t.Seed, t.Check, t.Version, t.Summary, string(t.Params), t.Err,
		math.Float64bits(t.Seconds),
		t.Measurements == nil, t.Observations == nil, t.Warnings == nil, len(t.Measurements),
		len(t.Observations), t.Warnings}
	for _, m := range t.Measurements {
		out = append(out, m.Metric, m.Skip, m.By)
		for _, x := range []float64{m.At, m.Got, m.Want, m.Budget} {
			out = append(out, math.Float64bits(x))
		}
	}
	for _, o := range t.Observations {
		out = append(out, o.Series, math.Float64bits(o.X), math.Float64bits(o.Y))
	}
	return out
}

func TestATrialIsDecodedBitByBit(t *testing.T) {
	d := dice{rand.New(rand.NewPCG(1, 2))}
	for range 3000 {
		want := d.trial()
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(want); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(b.Bytes(), []byte("\n")); n != 1 {
			t.Fatalf("%d lines: %s", n, b.Bytes())
		}
		var got Trial
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v: %s", err, b.Bytes())
		}
		if !reflect.DeepEqual(got.bits(), want.bits()) {
			t.Fatalf("got  %+v\nwant %+v\nfrom %s", got, want, b.Bytes())
		}
	}
}

func TestWhatIsNotATrialIsRefused(t *testing.T) {
	for _, text := range []string{
		`{"measurements":[{"metric":"m","at":"nowhere"}]}`,
		`{"measurements":[{"metric":"m","at":"7ff80000000000zz"}]}`,
		`{"observations":[{"series":"s","x":true}]}`, `{"key":7}`, `[]`, `{"measurements":[{"got":1e999}]}`,
	} {
		var got Trial
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}
