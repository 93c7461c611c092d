package canvas

import (
	"image/color"
	"testing"
)

// The colours of the primaries are those that Ottosson's page on the space gives.
func TestOklabHasThePrimariesOfRGB(t *testing.T) {
	for want, lab := range map[color.NRGBA][3]float64{
		{255, 255, 255, 255}: {1, 0, 0},
		{255, 0, 0, 255}:     {0.627955, 0.224863, 0.125846},
		{0, 255, 0, 255}:     {0.866440, -0.233888, 0.179498},
		{0, 0, 255, 255}:     {0.452014, -0.032457, -0.311528},
	} {
		got := Oklab(lab[0], lab[1], lab[2])
		r, g, b := int(got.R)-int(want.R), int(got.G)-int(want.G), int(got.B)-int(want.B)
		for _, d := range []int{r, g, b} {
			if d < -1 || d > 1 {
				t.Errorf("%v is %v, want %v", lab, got, want)
			}
		}
	}
}
