package results

import (
	"encoding/json"
	"math"
)

// Number is a float64 whose JSON is null where it is not finite, since JSON has no other word for it.
type Number float64

func (n Number) MarshalJSON() ([]byte, error) {
	if f := float64(n); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return json.Marshal(f)
	}
	return []byte("null"), nil
}
