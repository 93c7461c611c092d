package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"proxflow/results"
	"proxflow/results/page"
	"proxflow/runner/calibrate"
)

// Calibration is what a calibration has found, and how. As JSON it is a file with which a later one is
// compared.
type Calibration struct {
	Command    string                `json:"command"`
	Size       results.Size          `json:"size,omitempty"` // of the grids
	Seeds      int                   `json:"seeds"`
	Cases      int                   `json:"cases"`
	Thresholds []calibrate.Threshold `json:"thresholds,omitempty"`
	Alarms     []calibrate.Alarm     `json:"alarms,omitempty"`
	Suite      *calibrate.Suite      `json:"suite,omitempty"`
}

// CalibrationFormats are those of Calibration.Write.
var CalibrationFormats = []string{"csv", "json", "markdown", "text"}

// Write writes the calibration in one of these formats.
func (c Calibration) Write(w io.Writer, p page.Page, format string) error {
	if format == "json" {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(c)
	}
	for i, t := range []struct {
		title string
		head  []string
		rows  [][]string
	}{
		{"Least size ε of a perturbation that a metric catches in " + fmt.Sprint(c.Seeds) + " seeds",
			[]string{"experiment", "metric", "perturbation", "ε", "caught"}, c.thresholds()},
		{"Failures of claims that hold, over " + fmt.Sprint(c.Seeds) + " seeds",
			[]string{"experiment", "metric", "judged", "failed", "rate below",
				"error/tolerance: median", "99 %", "most",
				"expected in a run", "p < 0.05, 0.01, 0.001"}, c.alarms()},
	} {
		if len(t.rows) == 0 {
			continue
		}
		var err error
		switch format {
		case "csv":
			err = csv.NewWriter(w).WriteAll(append([][]string{t.head}, t.rows...))
		case "markdown":
			_, err = io.WriteString(w, t.title+"\n\n"+page.Markdown(t.head, t.rows)+"\n")
		default:
			_, err = io.WriteString(w, strings.Repeat("\n", min(i, 1))+p.Paragraph(t.title, 0)+"\n"+
				p.Table(t.head, t.rows, 2))
		}
		if err != nil {
			return err
		}
	}
	if c.Suite == nil || format == "csv" {
		return nil
	}
	_, err := io.WriteString(w, "\n"+p.Paragraph(c.conclusion(), 0))
	return err
}

func (c Calibration) thresholds() (rows [][]string) {
	for _, t := range c.Thresholds {
		size := "none"
		if t.Size > 0 {
			size = brief(t.Size)
		}
		rows = append(rows, []string{t.Experiment, t.Metric, t.Perturbation, size,
			fmt.Sprintf("%d of %d", t.Caught, t.Seeds)})
	}
	return rows
}

func (c Calibration) alarms() (rows [][]string) {
	for _, a := range c.Alarms {
		row := []string{a.Experiment, a.Metric, strconv.Itoa(a.Judged), strconv.Itoa(a.Failed), brief(a.Bound)}
		for _, x := range []results.Number{a.Median, a.Most99, a.Most, a.Expected} {
			row = append(row, brief(float64(x)))
		}
		below := ""
		if a.Intervals > 0 {
			var parts []string
			for k, level := range calibrate.Levels {
				parts = append(parts, fmt.Sprintf("%d (%.1f)", a.Below[k], level*float64(a.Intervals)))
			}
			below = strings.Join(parts, ", ")
		}
		rows = append(rows, append(row, below))
	}
	return rows
}

// conclusion is what the whole suite says.
func (c Calibration) conclusion() string {
	s := c.Suite
	text := fmt.Sprintf("%d of %d runs fail: the rate is below %s (95 %%). "+
		"By the intervals and the spread over seeds, "+
		"%s failures are expected in one run.", s.Failed, s.Runs, brief(s.Bound), brief(s.Expected))
	for _, why := range s.Why {
		text += " Failed: " + why + "."
	}
	return text
}

func brief(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}

// ReadCalibration reads a calibration that was written as JSON.
func ReadCalibration(file string) (c Calibration, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return c, UsageError{fmt.Errorf("%s: cannot read this calibration: %w", file, results.Cause(err))}
	}
	if err := json.Unmarshal(text, &c); err != nil || c.Seeds < 1 || c.Cases < 1 || len(c.Thresholds) == 0 {
		const text = "%s: not the thresholds that proxflow calibrate --format json writes"
		return c, UsageError{fmt.Errorf(text, file)}
	}
	return c, nil
}

// Has reports whether the calibration has thresholds of an experiment.
func (c Calibration) Has(experiment string) bool {
	return slices.ContainsFunc(c.Thresholds,
		func(t calibrate.Threshold) bool { return t.Experiment == experiment })
}

// Regressions says which thresholds have grown since an earlier calibration, by more than that allows, or
// are gone. It leaves out experiments that the present one does not have.
func (c Calibration) Regressions(before Calibration) (lines []string) {
	type key struct{ experiment, metric, perturbation string }
	now, measured := map[key]calibrate.Threshold{}, map[string]bool{}
	for _, t := range c.Thresholds {
		now[key{t.Experiment, t.Metric, t.Perturbation}] = t
		measured[t.Experiment] = true
	}
	for _, t := range before.Thresholds {
		if !measured[t.Experiment] || t.Size == 0 {
			continue
		}
		n, have := now[key{t.Experiment, t.Metric, t.Perturbation}]
		what := fmt.Sprintf("%s: %s catches %s", t.Experiment, t.Metric, t.Perturbation)
		switch {
		case !have:
			lines = append(lines, what+" no longer: it is not measured")
		case n.Size == 0:
			lines = append(lines, fmt.Sprintf("%s no longer: before from ε = %s on", what, brief(t.Size)))
		case n.Size > t.Within*t.Size:
			lines = append(lines, fmt.Sprintf("%s from ε = %s on, before from %s", what, brief(n.Size), brief(t.Size)))
		}
	}
	return lines
}
