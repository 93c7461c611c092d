package figures

import (
	"math"
	"strings"
	"testing"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// ring is an image of a circle of a radius around the middle, of 12×10 pixels, with ripples.
func ring(radius, ripple float64) (pixels []float64) {
	for k := range 120 {
		x, y := float64(k%12)-5.5, float64(k/12)-4.5
		pixels = append(pixels, math.Max(-1, 1-2*math.Abs(math.Hypot(x, y)-radius))+ripple*math.Sin(9*x+7*y))
	}
	return pixels
}

// learnedImages is what cases leave of rings: samples, kicked images, what is left of the kicks, spectra.
func learnedImages(parameter string, labels ...string) (m memory) {
	for no, label := range labels {
		o := &observer{results.Observed{CaseNo: no, Labels: map[string]string{parameter: label}}}
		show := func(name series.Name, pixels []float64) {
			for k, v := range pixels {
				o.observe(name, float64(k), v)
			}
		}
		o.observe(series.Shape, 12, 10)
		for k := 1; k <= 10; k++ {
			show(series.Sample.Of(k), ring(float64(k%4)+1, 0.05*float64(no)))
		}
		for _, t := range []float64{0.9, 0.968, 0.99} {
			for i := 1; i <= 2; i++ {
				left := 10 * (1 - t)
				show(series.Film(i, series.NoKick, t), ring(float64(i)+2, 0))
				show(series.Film(i, series.LeadingKick(1), t), ring(float64(i)+3, 0))
				show(series.Film(i, series.TrailingKick(1), t), ring(float64(i)+2, left))
			}
			tau := -math.Log(1 - t)
			rates := map[series.Band]float64{series.KickLeading: 0.05 * float64(no+1), series.KickTrailing: 1}
			for of, rate := range rates {
				size := math.Exp(-rate * (tau - math.Log(10)))
				o.observe(of.Middle(), tau, size)
				o.observe(of.Low(), tau, 0.8*size)
				o.observe(of.High(), tau, 1.3*size)
			}
		}
		for _, t := range []float64{0.9, 0.99} {
			for k := 1; k <= 120; k++ {
				v := 1.2*math.Exp(-float64(k)/(8+2*float64(no))) - 1
				o.observe(series.Spectrum.Of(t).Middle(), float64(k), v)
				o.observe(series.Spectrum.Of(t).Low(), float64(k), v-0.05)
				o.observe(series.Spectrum.Of(t).High(), float64(k), v+0.1)
			}
		}
		m.observed = append(m.observed, o.Observed)
	}
	return m
}

var twoCouplings = learnedImages("coupling", "optimal", "independent")

func TestImagesShowEveryPixelInItsPlace(t *testing.T) {
	o := twoCouplings.observed[0]
	first, _ := o.Find(series.Sample.Of(1).String())
	second, _ := o.Find(series.Sample.Of(2).String())
	third := results.Series{Name: "clipped", X: []float64{0, 1, 2}, Y: []float64{-7, 7, 0}}
	img := (&mosaic{12, 10, 2, []results.Series{first, second, third}}).raster()
	if size := img.Bounds().Size(); size.X != 2*13*enlarged || size.Y != 2*11*enlarged {
		t.Errorf("the picture is %v", size)
	}
	shade := func(column, row, x, y int) float64 { // in [-1,1], of the dot in the middle of a pixel
		g := img.GrayAt((column*13+x)*enlarged+enlarged/2, (row*11+y)*enlarged+enlarged/2).Y
		return 2*(255-float64(g))/(255-float64(canvas.Ink.R)) - 1
	}
	for k := range 120 {
		for column, s := range []results.Series{first, second} {
			if got := shade(column, 0, k%12, k/12); math.Abs(got-s.Y[k]) > 0.01 {
				t.Fatalf("pixel %d of image %d is %g, want %g", k, column+1, got, s.Y[k])
			}
		}
	}
	for x, want := range []float64{-1, 1, 0, -1} {
		if got := shade(0, 1, x, 0); math.Abs(got-want) > 0.01 {
			t.Errorf("pixel %d of the third image is %g, want %g", x, got, want)
		}
	}
}

func TestFiguresOfImagesSayWhatIsShown(t *testing.T) {
	for figure, texts := range map[string][]string{
		"image-grid": {">coupling = optimal<", ">coupling = independent<", "data:image/png;base64,"},
		"image-strip": {">image 1<", ">image 2<", ">no kick<", ">leading 1<", ">trailing 1<",
			">0.968<", "data:image/png;base64,"},
		"kick-decay": {">optimal, leading<", ">independent, trailing<",
			">size of the kick, relative<"},
		"eigenvalue-spectrum": {"> = 0.99<", ">coupling = independent<", ">rank<", ">eigenvalue<"},
	} {
		svg := must(t, twoCouplings, figure, "svg")
		for _, text := range texts {
			if !strings.Contains(svg, text) {
				t.Errorf("%s has no %s", figure, text)
			}
		}
	}
	ref := map[string]any{"name": "image-grid", "only": []any{"coupling=independent"}, "most": 3}
	one := must(t, twoCouplings, ref, "svg")
	if strings.Contains(one, "optimal") || strings.Count(one, "<image") != 1 {
		t.Error("not the one case that is asked for")
	}
}

func TestAwkwardImagesGiveAPictureOrAClearError(t *testing.T) {
	of := func(list ...results.Series) memory {
		return casesOf(results.Observed{Labels: map[string]string{"coupling": "optimal"}, Series: list})
	}
	curve := func(name series.Name, xy ...float64) results.Series {
		s := results.Series{Name: name.String()}
		for i := 0; i < len(xy); i += 2 {
			s.X, s.Y = append(s.X, xy[i]), append(s.Y, xy[i+1])
		}
		return s
	}
	nan, inf := math.NaN(), math.Inf(1)
	one, leading, trailing := series.Sample.Of(1), series.KickLeading.Middle(), series.KickTrailing.Middle()
	eigenvalues, still := series.Spectrum.Of(0.9).Middle(), series.Film(1, series.NoKick, 0.9)
	shape := curve(series.Shape, 2, 1)
	noFilm := results.Series{Name: "film 1", X: []float64{0}, Y: []float64{1}}
	kicked := curve(series.Film(1, series.LeadingKick(1), 0.95), 0, 1)
	for _, c := range []awkward{
		{"no samples", "image-grid", memory{}, `observed a series "sample *"`, true},
		{"shape alone", "image-grid", of(shape), `observed a series "sample *"`, true},
		{"no shape", "image-grid", of(curve(one, 0, 1)), "no columns and rows", true},
		{"shape of NaN", "image-grid", of(curve(series.Shape, nan, 2), curve(one, 0, 1)),
			"no columns and rows", true},
		{"huge shape", "image-grid", of(curve(series.Shape, 1e9, 2), curve(one, 0, 1)), "no columns and rows",
			true},
		{"odd pixels", "image-grid", of(shape, curve(one, 0, nan, 1, inf, 2, 0, -1, 0, 1e300, 1, nan, 0)),
			"coupling = optimal", false},
		{"no film", "image-strip", memory{}, `observed a series "film *"`, true},
		{"a film without kicks", "image-strip", of(shape, noFilm), `observed a series "film `, true},
		{"one frame", "image-strip", of(shape, curve(still, 0, 1)), "no kick", false},
		{"frames that are not there", "image-strip", of(shape, curve(still, 0, 1), kicked), "leading 1",
			false},
		{"no kicks", "kick-decay", memory{}, `observed a series "kick-leading*"`, true},
		{"kicks of nothing", "kick-decay", of(curve(leading, 1, 0, 2, nan)), "no kick has a positive size",
			true},
		{"one kick", "kick-decay", of(curve(trailing, 1, 0.5)), "trailing", false},
		{"no spectrum", "eigenvalue-spectrum", memory{}, `observed a series "spectrum/*"`, true},
		{"spectrum of NaN", "eigenvalue-spectrum", of(curve(eigenvalues, 1, nan, 0, 1)),
			"no eigenvalue has a rank", true},
		{"one eigenvalue", "eigenvalue-spectrum", of(curve(eigenvalues, 1, -1)), "rank", false},
	} {
		c.check(t)
	}
}
