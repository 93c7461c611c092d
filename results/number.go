package results

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Number is a float64 for JSON and SQL. In JSON it is null if it is not finite, since JSON cannot express
// that. In SQL only NaN is NULL; infinities are kept.
type Number float64

// Text is the shortest text that reads back as the same number. It is empty for NaN.
func (n Number) Text() string {
	if math.IsNaN(float64(n)) {
		return ""
	}
	return strconv.FormatFloat(float64(n), 'g', -1, 64)
}

func (n Number) MarshalJSON() ([]byte, error) {
	if f := float64(n); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return json.Marshal(f)
	}
	return []byte("null"), nil
}

// Value implements driver.Valuer.
func (n Number) Value() (driver.Value, error) {
	if math.IsNaN(float64(n)) {
		return nil, nil
	}
	return float64(n), nil
}

// Scan implements sql.Scanner.
func (n *Number) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*n = Number(math.NaN())
	case float64:
		*n = Number(v)
	case int64:
		*n = Number(v)
	default:
		return fmt.Errorf("results: %T is not a number", value)
	}
	return nil
}
