package canvas

import (
	"testing"

	"golang.org/x/image/font/sfnt"
)

func TestFontsHaveEveryLetter(t *testing.T) {
	text := Words(8).Handler.(mathText)
	for _, r := range text.runs("αβγλτ"+italics+superscripts+subscripts+"−·…≤√∞", Words(8).Font) {
		face := text.Fonts.Lookup(r.font, r.font.Size).Face
		for _, letter := range r.text {
			var b sfnt.Buffer
			if g, err := face.GlyphIndex(&b, letter); g == 0 || err != nil {
				t.Errorf("the font %s has no glyph for %q", r.font.Name(), letter)
			}
		}
	}
}
