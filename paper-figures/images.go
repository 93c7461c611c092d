package figures

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
)

// first returns the first trial of each label of a parameter that observed a series of the patterns; controls are left out, and
// cases that a list like Only does not allow.
func (d *Data) first(parameter string, only []string, patterns ...string) (list []results.Observed, err error) {
	all, err := d.Source.Observations(d.Experiment, nil, patterns...)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, o := range all {
		if label := o.Labels[parameter]; !o.Control && !seen[label] && allows(only, o.Labels) {
			list, seen[label] = append(list, o), true
		}
	}
	if list == nil {
		return nil, d.errorf("no case %sobserved a series %q", strings.Join(append(slices.Clone(only), ""), " "), patterns[0])
	}
	return list, nil
}

// mostPixels is the largest side of an image.
const mostPixels = 1024

// shape reads how many columns and rows images have.
func shape(o results.Observed) (cols, rows int, err error) {
	s, ok := o.Find("shape")
	if ok && s.Len() > 0 {
		cols, rows = int(s.X[0]), int(s.Y[0])
	}
	if cols < 1 || rows < 1 || cols > mostPixels || rows > mostPixels {
		return 0, 0, fmt.Errorf("the series \"shape\" has no columns and rows up to %d", mostPixels)
	}
	return cols, rows, nil
}

// mosaic is images side by side, of one size, some of them in a row.
type mosaic struct {
	cols, rows, across int
	images             []results.Series // pixels in [-1,1] over their number from 0, row by row
}

// enlarged is the side of a pixel in dots, so that no reader blurs its edges.
const enlarged = 6

func (m mosaic) down() int { return (len(m.images) + m.across - 1) / m.across }

// tall is the height of an image over its width, with the white between.
func (m mosaic) tall() float64 { return float64(m.rows+1) / float64(m.cols+1) }

// draw is the mosaic with images a unit wide, from (0,0) to the right and down.
func (m mosaic) draw() *plotter.Image {
	return plotter.NewImage(m.raster(), 0, -float64(m.down())*m.tall(), float64(m.across), 0)
}

// raster is the mosaic in dots. -1 is white, 1 is ink, what is beyond is cut off.
func (m mosaic) raster() *image.Gray {
	w, h := m.cols+1, m.rows+1 // with a line of white between
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
