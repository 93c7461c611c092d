package canvas

import (
	"bytes"
	"io"
	"strings"

	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Formats in which a figure can be written.
var Formats = []string{"svg", "pdf", "png"}

var encoders = map[string]func(*Drawing, io.Writer) error{"svg": (*Drawing).svg, "pdf": (*Drawing).pdf, "png": (*Drawing).png}

// Write writes the picture in one of the Formats.
func (d *Drawing) Write(w io.Writer, format string) error { return encoders[format](d, w) }

// resolution of a PNG in dots per inch, that of print.
const resolution = 300

func (d *Drawing) png(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(d.Size()), vgimg.UseDPI(resolution))
	d.Draw(c)
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// svg writes text as text. Readers without the Liberation fonts take one with the same widths.
func (d *Drawing) svg(w io.Writer) error {
	c := vgsvg.New(d.Size())
	d.Draw(c)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	_, err := strings.NewReplacer(
		"font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
		"data:image/jpg;", "data:image/png;", // which it is
		"<text ", `<text xml:space="preserve" `, // a space may come first, after a change of face
	).WriteString(w, b.String())
	return err
}

func (d *Drawing) pdf(w io.Writer) error {
	c := newPDF(d.Size())
	d.Draw(c)
	return c.write(w)
}
