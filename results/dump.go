package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// WriteJSON writes rows as a JSON list, one record per line. The same rows give the same bytes.
func WriteJSON(w io.Writer, rows []Row) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteString("[")
	for i, r := range rows {
		b.WriteString([]string{"\n", ",\n"}[min(i, 1)])
		if err := e.Encode(withID(r)); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // drop its line break
	}
	if len(rows) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	_, err := b.WriteTo(w)
	return err
}

// withID is the record of a row in JSON.
func withID(r Row) any {
	return struct {
		ID string `json:"id"`
		Row
	}{r.ID(), r}
}

// CSVText is a text for a cell of CSV. What a spreadsheet would take for a formula gets an apostrophe in
// front; a number stays as it is.
func CSVText(text string) string {
	_, err := strconv.ParseFloat(text, 64)
	if text == "" || err == nil || !strings.Contains("=+-@\t\r", text[:1]) {
		return text
	}
	return "'" + text
}

// WriteCSV writes rows under a header, with the fields of WriteJSON in the same order. NaN is an empty field.
func WriteCSV(w io.Writer, rows []Row) error {
	c := csv.NewWriter(w)
	c.Write([]string{"id", "experiment", "claim", "check", "case-no", "case", "repeat", "control",
		"metric", "at", "got", "want", "budget", "tol", "verdict", "note", "by"})
	for _, r := range rows {
		c.Write([]string{r.ID(), r.Experiment, r.Claim, r.Check, strconv.Itoa(r.CaseNo), string(r.Case),
			strconv.Itoa(r.Repeat), strconv.FormatBool(r.Control), r.Metric, r.At.Text(), r.Got.Text(), r.Want.Text(),
			r.Budget.Text(), r.Tol.Text(), string(r.Verdict), CSVText(r.Note), r.By})
	}
	c.Flush()
	return c.Error()
}
