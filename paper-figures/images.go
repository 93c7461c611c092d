package figures

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/plot/plotter"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/claim/series"
)

// mostPixels is the largest side of an image.
const mostPixels = 1024

// mosaic is images of one size side by side, in rows.
type mosaic struct {
	cols, rows int // pixels of an image
	across     int // images in a row
	images     []results.Series
}

// newMosaic reads the size of the images of a trial.
func newMosaic(o results.Observed, across int) (*mosaic, error) {
	s, ok := o.Find(series.Shape.String())
	m := &mosaic{across: across}
	if ok && s.Len() > 0 {
		m.cols, m.rows = int(s.X[0]), int(s.Y[0])
	}
	if m.cols < 1 || m.rows < 1 || m.cols > mostPixels || m.rows > mostPixels {
		return nil, fmt.Errorf("the series %q has no columns and rows up to %d", series.Shape, mostPixels)
	}
	return m, nil
}

// add adds the image of a series: pixels in [-1,1] against their number from 0, row by row. A series that is
// not there is white.
func (m *mosaic) add(o results.Observed, name series.Name) {
	s, _ := o.Find(name.String())
	m.images = append(m.images, s)
}

// enlarged is the side of a pixel in dots, so that no reader blurs its edges.
const enlarged = 6

func (m *mosaic) down() int { return (len(m.images) + m.across - 1) / m.across }

// height is the height of an image over its width, with the white between images.
func (m *mosaic) height() float64 { return float64(m.rows+1) / float64(m.cols+1) }

// draw is the mosaic with images one unit wide, from (0,0) to the right and down.
func (m *mosaic) draw() *plotter.Image {
	return plotter.NewImage(m.raster(), 0, -float64(m.down())*m.height(), float64(m.across), 0)
}

// raster is the mosaic in dots. -1 is white and 1 is ink; values beyond are clipped.
func (m *mosaic) raster() *image.Gray {
	w, h := m.cols+1, m.rows+1 // with a white line between
	img := image.NewGray(image.Rect(0, 0, m.across*w*enlarged, m.down()*h*enlarged))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for k, s := range m.images {
		for i, x := range s.X {
			n := int(x)
			if !(x >= 0 && n < m.cols*m.rows) || !canvas.Finite(s.Y[i]) {
				continue
			}
			left, top := (k%m.across*w+n%m.cols)*enlarged, (k/m.across*h+n/m.cols)*enlarged
			shade := color.Gray{uint8(255.5 - (max(-1, min(1, s.Y[i]))+1)/2*(255-float64(canvas.Ink.R)))}
			for y := range enlarged {
				for x := range enlarged {
					img.SetGray(left+x, top+y, shade)
				}
			}
		}
	}
	return img
}
