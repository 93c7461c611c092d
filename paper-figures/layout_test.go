package figures

import (
	"image"
	"image/color"
	"math"
	"testing"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// page is a canvas that keeps where each text stands.
type page struct {
	width, height vg.Length
	at            vg.Point
	turned        bool
	stack         []page
	texts         []placed
	pixels        []vg.Point // width and height of a pixel of each image
	missing       string     // letters that the fonts lack
}

type placed struct {
	text string
	box  vg.Rectangle
}

func (p *page) Size() (x, y vg.Length) { return p.width, p.height }
func (p *page) Push()                  { p.stack = append(p.stack, page{at: p.at, turned: p.turned}) }
func (p *page) Pop() {
	last := p.stack[len(p.stack)-1]
	p.stack, p.at, p.turned = p.stack[:len(p.stack)-1], last.at, last.turned
}
func (p *page) Translate(pt vg.Point) { p.at = p.place(pt) }

// Rotate turns by a quarter or not at all.
func (p *page) Rotate(r float64) { p.turned = p.turned != (math.Abs(r) > 1) }

func (p *page) place(pt vg.Point) vg.Point {
	if p.turned {
		pt = vg.Point{X: -pt.Y, Y: pt.X}
	}
	return p.at.Add(pt)
}

func (p *page) FillString(f font.Face, pt vg.Point, text string) {
	var b sfnt.Buffer
	for _, r := range text {
		if g, err := f.Face.GlyphIndex(&b, r); g == 0 || err != nil {
			p.missing += string(r)
		}
	}
	// The box holds what letters with ink fill, less a hair where runs of one text touch.
	size := f.Font.Size
	a := p.place(pt.Add(vg.Point{X: 0.1, Y: -0.2 * size}))
	z := p.place(pt.Add(vg.Point{X: f.Width(text) - 0.1, Y: 0.72 * size}))
	low, high := vg.Point{X: min(a.X, z.X), Y: min(a.Y, z.Y)}, vg.Point{X: max(a.X, z.X), Y: max(a.Y, z.Y)}
	p.texts = append(p.texts, placed{text, vg.Rectangle{Min: low, Max: high}})
}

func (p *page) DrawImage(at vg.Rectangle, img image.Image) {
	size, dots := at.Size(), img.Bounds().Size()
	p.pixels = append(p.pixels, vg.Point{X: size.X / vg.Length(dots.X), Y: size.Y / vg.Length(dots.Y)})
}

func (p *page) SetLineWidth(vg.Length)             {}
func (p *page) SetLineDash([]vg.Length, vg.Length) {}
func (p *page) SetColor(color.Color)               {}
func (p *page) Scale(x, y float64)                 {}
func (p *page) Stroke(vg.Path)                     {}
func (p *page) Fill(vg.Path)                       {}

func laidOut(t *testing.T, s sample) *page {
	t.Helper()
	f, _, err := Catalog.Build(s.ref)
	if err != nil {
		t.Fatal(err)
	}
	d, err := f.Draw(&Data{s.from, "e"})
	if err != nil {
		t.Fatal(err)
	}
	p := &page{}
	p.width, p.height = d.Size()
	d.Draw(p)
	return p
}

func TestTextsStandOnThePageAndApart(t *testing.T) {
	for name, s := range samples {
		p := laidOut(t, s)
		if len(p.texts) < 5 {
			t.Errorf("%s: only %d texts", name, len(p.texts))
		}
		for i, a := range p.texts {
			if a.box.Min.X < 0 || a.box.Min.Y < 0 || a.box.Max.X > p.width || a.box.Max.Y > p.height {
				t.Errorf("%s: %q leaves the page", name, a.text)
			}
			for _, b := range p.texts[:i] {
				if a.box.Min.X < b.box.Max.X && b.box.Min.X < a.box.Max.X &&
					a.box.Min.Y < b.box.Max.Y && b.box.Min.Y < a.box.Max.Y {
					t.Errorf("%s: %q covers %q", name, a.text, b.text)
				}
			}
		}
	}
}

func TestFontsHaveEveryLetterDrawn(t *testing.T) {
	for name, s := range samples {
		if p := laidOut(t, s); p.missing != "" {
			t.Errorf("%s: no glyphs for %q", name, p.missing)
		}
	}
}

func TestPixelsOfImagesAreSquare(t *testing.T) {
	for _, name := range []string{"image-grid", "image-strip"} {
		p := laidOut(t, samples[name])
		if len(p.pixels) == 0 {
			t.Errorf("%s: no image", name)
		}
		for i, px := range p.pixels {
			if ratio := px.X / px.Y; ratio < 0.99 || ratio > 1.01 {
				t.Errorf("%s: a pixel of image %d is %.3f times as wide as it is high", name, i, ratio)
			}
		}
	}
}
