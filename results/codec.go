package results

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// A trial as JSON, so that another process can run it: decoding what was encoded gives the same trial, bit by
// bit. Params stay the same bytes only if no encoder around this one escapes HTML: see
// json.Encoder.SetEscapeHTML.

type trialJSON struct {
	Key          string          `json:"key"`
	Seed         string          `json:"seed"`
	Check        string          `json:"check"`
	Version      string          `json:"version"`
	Summary      bool            `json:"summary"`
	Params       json.RawMessage `json:"params"`
	Err          string          `json:"error"`
	Seconds      float64         `json:"seconds"`
	Measurements []Measurement   `json:"measurements"`
	Observations []Observation   `json:"observations"`
	Warnings     []string        `json:"warnings"`
}

func (t Trial) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(trialJSON(t))
	return b.Bytes(), err
}

func (t *Trial) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, (*trialJSON)(t)) }

type measurementJSON struct {
	Metric string `json:"metric"`
	At     exact  `json:"at"`
	Got    exact  `json:"got"`
	Want   exact  `json:"want"`
	Budget exact  `json:"budget"`
	Skip   string `json:"skip,omitempty"`
	By     string `json:"by,omitempty"`
}

func (m Measurement) MarshalJSON() ([]byte, error) {
	return json.Marshal(measurementJSON{
		m.Metric, exact(m.At), exact(m.Got), exact(m.Want), exact(m.Budget), m.Skip, m.By,
	})
}

func (m *Measurement) UnmarshalJSON(text []byte) error {
	var j measurementJSON
	err := json.Unmarshal(text, &j)
	*m = Measurement{
		j.Metric, float64(j.At), float64(j.Got), float64(j.Want), float64(j.Budget), j.Skip, j.By,
	}
	return err
}

type observationJSON struct {
	Series string `json:"series"`
	X      exact  `json:"x"`
	Y      exact  `json:"y"`
}

func (o Observation) MarshalJSON() ([]byte, error) {
	return json.Marshal(observationJSON{o.Series, exact(o.X), exact(o.Y)})
}

func (o *Observation) UnmarshalJSON(text []byte) error {
	var j observationJSON
	err := json.Unmarshal(text, &j)
	*o = Observation{j.Series, float64(j.X), float64(j.Y)}
	return err
}

// exact is a float64 whose JSON keeps every bit. What JSON has no number for is a string: "+Inf", "-Inf",
// "NaN", and the 16 hexadecimal digits of a NaN with other bits than Go's.
type exact float64

func (x exact) MarshalJSON() ([]byte, error) {
	f := float64(x)
	switch {
	case f-f == 0: // finite
		return strconv.AppendFloat(nil, f, 'g', -1, 64), nil
	case f != f && math.Float64bits(f) != math.Float64bits(math.NaN()):
		return fmt.Appendf(nil, `"%016x"`, math.Float64bits(f)), nil
	}
	return strconv.AppendQuote(nil, strconv.FormatFloat(f, 'g', -1, 64)), nil
}

func (x *exact) UnmarshalJSON(text []byte) error {
	s := string(bytes.Trim(text, `"`))
	if len(s) == 16 && len(text) == 18 { // in quotes
		bits, err := strconv.ParseUint(s, 16, 64)
		*x = exact(math.Float64frombits(bits))
		return err
	}
	f, err := strconv.ParseFloat(s, 64)
	*x = exact(f)
	return err
}
