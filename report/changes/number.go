package changes

import (
	"math"
	"strconv"
	"strings"
)

// digits writes a number to a twentieth of its budget or better.
func digits(x, budget float64) string {
	if !(budget > 0) || x == 0 || math.IsInf(x, 0) || math.IsInf(budget, 0) {
		return number(x, -1)
	}
	last := math.Floor(math.Log10(budget)) - 1 // power of ten of the last digit
	n := int(math.Floor(math.Log10(math.Abs(x)))-last) + 1
	if n < 1 {
		return "0"
	}
	if n > 17 {
		n = -1
	}
	return number(x, n)
}

// number writes a number with so many digits, all that it needs if that is -1, as TOML and people read it.
func number(x float64, n int) string {
	text := strconv.FormatFloat(x, 'g', n, 64)
	mantissa, exponent, scientific := strings.Cut(text, "e")
	switch {
	case math.IsInf(x, 0) || math.IsNaN(x):
		return strings.ToLower(text)
	case scientific:
		power, _ := strconv.Atoi(exponent)
		return trim(mantissa) + "e" + strconv.Itoa(power)
	}
	return trim(text)
}

// trim removes zeros from the end of a decimal fraction.
func trim(text string) string {
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
