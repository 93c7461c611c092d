package canvas

import (
	"image/color"
	"math"
)

// Oklab is the colour of a lightness in [0,1] and of the coordinates a (green to red) and b (blue to yellow).
// Equal steps look equal in this space (B. Ottosson, A perceptual color space for image processing, 2020).
// Colours outside sRGB are clipped.
func Oklab(lightness, a, b float64) color.NRGBA {
	cube := func(x float64) float64 { return x * x * x }
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	channel := func(linear float64) uint8 {
		v := 12.92 * linear
		if linear > 0.0031308 {
			v = 1.055*math.Pow(linear, 1/2.4) - 0.055
		}
		return uint8(255*min(max(v, 0), 1) + 0.5)
	}
	return color.NRGBA{
		R: channel(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		G: channel(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		B: channel(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
		A: 0xff,
	}
}

// Viridis goes from violet to green as w goes from 0 to 1: the part of the map by S. van der Walt and N.
// Smith that is dark enough on white.
func Viridis(w float64) color.NRGBA {
	stops := []color.NRGBA{
		{0x44, 0x01, 0x54, 0xff}, {0x3b, 0x52, 0x8b, 0xff},
		{0x21, 0x91, 0x8c, 0xff}, {0x5e, 0xc9, 0x62, 0xff},
	}
	at := w * float64(len(stops)-1)
	i := min(int(at), len(stops)-2)
	return Mixed(stops[i], stops[i+1], at-float64(i))
}
