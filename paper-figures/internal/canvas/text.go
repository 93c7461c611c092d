package canvas

import (
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// mathText draws one line of text. Unicode's superscripts and subscripts (10⁻⁶, x₁) become smaller letters
// off the baseline, and its mathematical italics (𝑡) letters of the italic face, so the fonts need none of
// these glyphs.
type mathText struct{ text.Plain }

// run is a piece of text in one face at one height above the baseline.
type run struct {
	text string
	font font.Font
	rise vg.Length
}

const (
	superscripts, raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᐟ", "0123456789+−/"
	subscripts, lowered  = "₀₁₂₃₄₅₆₇₈₉ₜᵢ", "0123456789ti"
	italics, slanted     = "𝐷𝑇𝑋𝑚𝑛𝑡𝑣𝑥𝛾𝜏", "DTXmntvxγτ"
	scriptSize           = 0.7
)

// runs splits a line where the face or the height above the baseline changes.
func (m mathText) runs(line string, fnt font.Font) []run {
	var rs []run
	for _, r := range line {
		piece := run{string(r), fnt, 0}
		if i := strings.IndexRune(superscripts, r); i >= 0 {
			piece = run{letter(superscripts, raised, i), font.From(fnt, scriptSize*fnt.Size), 0.36 * fnt.Size}
		} else if i := strings.IndexRune(subscripts, r); i >= 0 {
			piece = run{letter(subscripts, lowered, i), font.From(fnt, scriptSize*fnt.Size), -0.16 * fnt.Size}
			if piece.text >= "a" {
				piece.font.Style = xfont.StyleItalic
			}
		} else if i := strings.IndexRune(italics, r); i >= 0 {
			piece.text = letter(italics, slanted, i)
			piece.font.Style = xfont.StyleItalic
		}
		if n := len(rs) - 1; n >= 0 && rs[n].font == piece.font && rs[n].rise == piece.rise {
			rs[n].text += piece.text
		} else {
			rs = append(rs, piece)
		}
	}
	return rs
}

// letter returns the letter of to at the position of the letter at byte i of from.
func letter(from, to string, i int) string {
	return string([]rune(to)[len([]rune(from[:i]))])
}

func (m mathText) Lines(txt string) []string { return []string{txt} }

func (m mathText) Box(line string, fnt font.Font) (width, height, depth vg.Length) {
	for _, r := range m.runs(line, fnt) {
		w, _, _ := m.Plain.Box(r.text, r.font)
		width += w
	}
	e := m.Extents(fnt)
	return width, e.Ascent, e.Descent
}

// Draw puts the text where text.Plain does: the layout of plot's axes relies on it.
func (m mathText) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	width, height, depth := m.Box(txt, sty.Font)
	c.SetColor(sty.Color)
	c.Push()
	defer c.Pop()
	c.Translate(pt)
	c.Rotate(sty.Rotation)
	at := vg.Point{
		X: vg.Length(sty.XAlign) * width,
		Y: vg.Length(sty.YAlign)*(height+depth) - height + sty.Font.Size,
	}
	for _, r := range m.runs(txt, sty.Font) {
		c.FillString(m.Fonts.Lookup(r.font, r.font.Size), at.Add(vg.Point{Y: r.rise}), r.text)
		w, _, _ := m.Plain.Box(r.text, r.font)
		at.X += w
	}
}

// Elided leaves out letters in the middle of a text until it is no wider than room.
func Elided(text string, room vg.Length) string {
	letters := []rune(text)
	for n := len(letters) - 1; n > 1 && Words(TextSize).Width(text) > room; n-- {
		text = string(letters[:n-n/2]) + "…" + string(letters[len(letters)-n/2:])
	}
	return text
}
