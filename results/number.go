package results

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Number is a float64 for JSON and SQL. Its JSON is null where it is not finite, since JSON has no other word for it;
// in SQL only NaN is NULL, and infinities survive.
type Number float64

// Text has every digit of the number, and is empty for NaN.
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

// Value is the number as SQLite takes it.
func (n Number) Value() (driver.Value, error) {
	if math.IsNaN(float64(n)) {
		return nil, nil
	}
	return float64(n), nil
}

// Scan takes the number from SQLite.
func (n *Number) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*n = Number(math.NaN())
	case float64:
		*n = Number(v)
	case int64:
		*n = Number(v)
	default:
		return fmt.Errorf("results: %T is no number", value)
	}
	return nil
}
