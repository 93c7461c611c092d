package canvas

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pdfCanvas is a vg.Canvas on one page of PDF. Unlike plot's own it writes text in Unicode, in subsets of the
// fonts, and without a date, so that the same picture gives the same bytes. Both vg and PDF measure in points
// from the lower left corner; fpdf measures from the upper left one.
type pdfCanvas struct {
	doc           *fpdf.Fpdf
	width, height vg.Length
	colours       []color.Color // those to be restored by Pop, and the current one
	fonts         map[string]bool
	imageWidths   map[int]bool // in pixels, of the images so far
}

func newPDF(width, height vg.Length) *pdfCanvas {
	size := fpdf.SizeType{Wd: float64(width), Ht: float64(height)}
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: size})
	doc.SetCreationDate(time.Unix(0, 0).UTC())
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.SetCatalogSort(true)
	doc.SetAutoPageBreak(false, 0)
	doc.AddPage()
	c := &pdfCanvas{doc, width, height, []color.Color{color.Black}, map[string]bool{}, map[int]bool{}}
	vg.Initialize(c)
	return c
}

func (c *pdfCanvas) write(w io.Writer) error { return c.doc.Output(w) }

func (c *pdfCanvas) Size() (x, y vg.Length) { return c.width, c.height }

func (c *pdfCanvas) SetLineWidth(w vg.Length) { c.doc.SetLineWidth(float64(w)) }

func (c *pdfCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	dash := make([]float64, len(pattern))
	for i, d := range pattern {
		dash[i] = float64(d)
	}
	c.doc.SetDashPattern(dash, float64(offset))
}

func (c *pdfCanvas) SetColor(clr color.Color) {
	if clr == nil {
		clr = color.Black
	}
	c.colours[len(c.colours)-1] = clr
	n := color.NRGBAModel.Convert(clr).(color.NRGBA)
	r, g, b := int(n.R), int(n.G), int(n.B)
	c.doc.SetDrawColor(r, g, b)
	c.doc.SetFillColor(r, g, b)
	c.doc.SetTextColor(r, g, b)
	c.doc.SetAlpha(float64(n.A)/255, "Normal")
}

func (c *pdfCanvas) transform(a, b, cc, d, e, f float64) {
	c.doc.Transform(fpdf.TransformMatrix{A: a, B: b, C: cc, D: d, E: e, F: f})
}

func (c *pdfCanvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.transform(cos, sin, -sin, cos, 0, 0)
}

func (c *pdfCanvas) Translate(pt vg.Point) { c.transform(1, 0, 0, 1, float64(pt.X), float64(pt.Y)) }

func (c *pdfCanvas) Scale(x, y float64) { c.transform(x, 0, 0, y, 0, 0) }

func (c *pdfCanvas) Push() {
	c.colours = append(c.colours, c.colours[len(c.colours)-1])
	c.doc.TransformBegin()
}

func (c *pdfCanvas) Pop() {
	c.doc.TransformEnd()
	c.colours = c.colours[:len(c.colours)-1]
	c.SetColor(c.colours[len(c.colours)-1]) // PDF has restored its state, but fpdf has not
}

func (c *pdfCanvas) Stroke(p vg.Path) {
	if c.doc.GetLineWidth() > 0 {
		c.path(p)
		c.doc.DrawPath("D")
	}
}

func (c *pdfCanvas) Fill(p vg.Path) {
	c.path(p)
	c.doc.DrawPath("F")
}

func (c *pdfCanvas) at(pt vg.Point) (x, y float64) { return float64(pt.X), float64(c.height - pt.Y) }

func (c *pdfCanvas) path(p vg.Path) {
	for _, s := range p {
		switch s.Type {
		case vg.MoveComp:
			c.doc.MoveTo(c.at(s.Pos))
		case vg.LineComp:
			c.doc.LineTo(c.at(s.Pos))
		case vg.ArcComp:
			c.arc(s)
		case vg.CurveComp:
			x, y := c.at(s.Pos)
			x1, y1 := c.at(s.Control[0])
			if len(s.Control) == 1 {
				c.doc.CurveTo(x1, y1, x, y)
			} else {
				x2, y2 := c.at(s.Control[1])
				c.doc.CurveBezierCubicTo(x1, y1, x2, y2, x, y)
			}
		case vg.CloseComp:
			c.doc.ClosePath()
		}
	}
}

// arc continues the path along an arc, by cubics over a quarter turn or less each, which stay within 3e-4 of
// the radius of the circle.
func (c *pdfCanvas) arc(s vg.PathComp) {
	n := math.Ceil(math.Abs(s.Angle)/(math.Pi/2) - 1e-9)
	step := s.Angle / n
	handle := s.Radius * vg.Length(4.0/3*math.Tan(step/4))
	on := func(angle float64) (pt, tangent vg.Point) {
		sin, cos := math.Sincos(angle)
		return s.Pos.Add(vg.Point{X: s.Radius * vg.Length(cos), Y: s.Radius * vg.Length(sin)}),
			vg.Point{X: handle * vg.Length(-sin), Y: handle * vg.Length(cos)}
	}
	p, tp := on(s.Start)
	c.doc.LineTo(c.at(p))
	for i := 1.0; i <= n; i++ {
		q, tq := on(s.Start + i*step)
		x1, y1 := c.at(p.Add(tp))
		x2, y2 := c.at(q.Sub(tq))
		x, y := c.at(q)
		c.doc.CurveBezierCubicTo(x1, y1, x2, y2, x, y)
		p, tp = q, tq
	}
}

func (c *pdfCanvas) FillString(f font.Face, pt vg.Point, text string) {
	if f.Font.Size == 0 {
		return
	}
	if name := f.Name(); !c.fonts[name] {
		var ttf bytes.Buffer
		if _, err := f.Face.WriteSourceTo(nil, &ttf); err != nil {
			c.doc.SetError(err)
			return
		}
		c.doc.AddUTF8FontFromBytes(name, "", ttf.Bytes())
		c.fonts[name] = true
	}
	c.doc.SetFont(f.Name(), "", float64(f.Font.Size))
	x, y := c.at(pt)
	c.doc.Text(x, y, text)
}

// DrawImage gives each image a width in pixels of its own, since fpdf v0.11.1 sorts the images of a document
// by width alone and takes those of one width in the random order of a map. The extra columns repeat the last
// one and are clipped.
func (c *pdfCanvas) DrawImage(at vg.Rectangle, img image.Image) {
	width := img.Bounds().Dx()
	wide := widened{img, 0}
	for c.imageWidths[width+wide.columns] {
		wide.columns++
	}
	c.imageWidths[width+wide.columns] = true
	var b bytes.Buffer
	if err := png.Encode(&b, wide); err != nil {
		c.doc.SetError(err)
		return
	}
	name, as := fmt.Sprint(len(c.imageWidths)), fpdf.ImageOptions{ImageType: "PNG"}
	c.doc.RegisterImageOptionsReader(name, as, &b)
	x, y := c.at(vg.Point{X: at.Min.X, Y: at.Max.Y})
	w, h := float64(at.Size().X), float64(at.Size().Y)
	c.doc.ClipRect(x, y, w, h, false)
	c.doc.ImageOptions(name, x, y, w*float64(width+wide.columns)/float64(width), h, false, as, 0, "")
	c.doc.ClipEnd()
}

// widened is an image with extra columns on its right, each a copy of the last.
type widened struct {
	image.Image
	columns int
}

func (w widened) Bounds() image.Rectangle {
	b := w.Image.Bounds()
	b.Max.X += w.columns
	return b
}

func (w widened) At(x, y int) color.Color { return w.Image.At(min(x, w.Image.Bounds().Max.X-1), y) }
