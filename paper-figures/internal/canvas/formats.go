package canvas

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Formats are the formats in which a drawing can be written.
var Formats = []string{"svg", "pdf", "png"}

// Write writes the picture in one of the Formats.
func (d *Drawing) Write(w io.Writer, format string) error {
	switch format {
	case "svg":
		return d.svg(w)
	case "pdf":
		return d.pdf(w)
	case "png":
		return d.png(w)
	}
	return fmt.Errorf("no format %q of drawings", format)
}

// resolution of a PNG in dots per inch, as in print.
const resolution = 300

func (d *Drawing) png(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(d.Size()), vgimg.UseDPI(resolution))
	d.Draw(c)
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// svg writes text as text. Readers without the Liberation fonts use one with the same widths.
func (d *Drawing) svg(w io.Writer) error {
	c := vgsvg.New(d.Size())
	d.Draw(c)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	_, err := strings.NewReplacer(
		"font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
		"data:image/jpg;", "data:image/png;", // gonum encodes a PNG under the wrong name
		"<text ", `<text xml:space="preserve" `, // a run of text may begin with a space
	).WriteString(w, b.String())
	return err
}

func (d *Drawing) pdf(w io.Writer) error {
	c := newPDF(d.Size())
	d.Draw(c)
	return c.write(w)
}
