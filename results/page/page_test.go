package page

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"proxflow/results"
)

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestATableWrapsInItsCells(t *testing.T) {
	header := []string{"target", "what it is", "mean of the error"}
	rows := [][]string{
		{"ball", "the unit ball in the plane, with its boundary", "0.123 ±" + NBSP + "0.004 (0.125)"},
		{"α̇", "a letter with a dot", "∞"},
	}
	same(t, "wide", Page{}.Table(header, rows, 1), `
target  what it is                                     mean of the error
────────────────────────────────────────────────────────────────────────────
ball    the unit ball in the plane, with its boundary  0.123 ± 0.004 (0.125)
α̇       a letter with a dot                            ∞
`[1:])
	same(t, "50 columns", Page{Width: 50}.Table(header, rows, 1), `
target  what it is           mean of the error
──────────────────────────────────────────────
ball    the unit ball in     0.123 ± 0.004
        the plane, with its  (0.125)
        boundary
α̇       a letter with a dot  ∞
`[1:])
	same(t, "25 columns", Page{Width: 25}.Table(header, rows, 1), `
target  what it   mean
        is        of the
                  error
─────────────────────────
ball    the unit  0.123
        ball      ± 0.004
        in the    (0.125)
        plane,
        with its
        boundary
α̇       a letter  ∞
        with a
        dot
`[1:])
	same(t, "nothing", Page{}.Table(nil, nil, 0), "")
	same(t, "no row", Page{}.Table([]string{"a", "b"}, nil, 1), "a  b\n")
	same(t, "columns", Page{Width: 24}.Columns([][]string{{"d", "≥ 1", "the dimension of the space"},
		{"radius", "", "the radius"}}, 2), `
  d       ≥ 1  the
               dimension
               of the
               space
  radius       the
               radius
`[1:])
}

func TestALongWordBreaksWhereItMay(t *testing.T) {
	label := "semidiscrete(" + Break + "cloud=moons(" + Break + "n=128))"
	same(t, "wide", Page{}.Table([]string{"target", "P"}, [][]string{{label, "0"}}, 1), `
target                            P
───────────────────────────────────
semidiscrete(cloud=moons(n=128))  0
`[1:])
	same(t, "narrow", Page{Width: 25}.Table([]string{"target", "P"}, [][]string{{label, "0"}}, 1), `
target               P
──────────────────────
semidiscrete(        0
cloud=moons(n=128))
`[1:])
}

// Whatever a table has, no line is wider than the page and no word is broken, unless a word alone is wider.
func TestNoLineIsWiderThanThePage(t *testing.T) {
	for _, columns := range []int{1, 2, 5, 12, 30} {
		header, row := []string{"target"}, []string{"gaussian(sd=[1, 0.5, 0.25])"}
		for i := range columns {
			header = append(header, strings.Repeat("word ", i%4)+"end")
			row = append(row, strings.Repeat("-1.234e-05 ", i%3)+"±"+NBSP+"0.034")
		}
		for width := 28; width <= Widest; width += 7 {
			text := Page{Width: width}.Table(header, [][]string{row, row}, 1)
			for line := range strings.Lines(text) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > width {
					t.Fatalf("%d columns on a page of %d: a line of %d\n%s", columns, width, n, text)
				}
			}
			for _, cell := range row {
				for _, word := range strings.Fields(cell) {
					if !strings.Contains(text, word) {
						t.Fatalf("%q is broken in\n%s", word, text)
					}
				}
			}
			if n := strings.Count(text, "0.034"); n != 2*columns {
				t.Fatalf("%d of %d cells are shown in\n%s", n, 2*columns, text)
			}
		}
	}
}

func TestColumnsThatDoNotFitStandBelow(t *testing.T) {
	header := []string{"t", "circle", "moons", "torus", "sphere"}
	rows := [][]string{{"0.5", "-1.00000", "-0.99999", "-0.98", "-0.970000"}, {"0.9", "-1", "-1", "-1", "-1"}}
	same(t, "two blocks", Page{Width: 24}.Table(header, rows, 1), `
t    circle    moons
───────────────────────
0.5  -1.00000  -0.99999
0.9  -1        -1

t    torus  sphere
─────────────────────
0.5  -0.98  -0.970000
0.9  -1     -1
`[1:])
}

func TestAWordThatIsTooWideStaysWhole(t *testing.T) {
	word := strings.Repeat("x", 40)
	if text := (Page{Width: 20}).Table([]string{"a", "b"}, [][]string{{word, "y"}},
		1); !strings.Contains(text, word+"  y") {
		t.Error(text)
	}
	if text := (Page{Width: 20}).Paragraph("see "+word, 2); text != "see\n  "+word+"\n" {
		t.Errorf("%q", text)
	}
}

func TestALineBreaksOnATerminalAlone(t *testing.T) {
	text := strings.Repeat("word ", 30) + "end"
	same(t, "in a file", Page{}.Line(text), text+"\n")
	same(t, "on a terminal", Page{Width: 80}.Line("fail: a, b: "+strings.Repeat("word ", 14)+"end"),
		"fail: a, b: "+strings.Repeat("word ", 12)+"word\n  word end\n")
	if lines := strings.Count(Page{}.Paragraph(text, 0), "\n"); lines != 2 {
		t.Errorf("a paragraph in a file has %d lines", lines)
	}
}

func TestOnlyAPageWithColoursHasThem(t *testing.T) {
	for _, v := range []results.Verdict{results.Pass, results.Caught, results.Inconclusive, results.Error,
		results.Fail, results.Missed, results.Skipped} {
		same(t, "in a file", Page{}.Verdict(v), string(v))
		if text := (Page{Colour: true}).Verdict(v); (text != string(v)) != (v != results.Skipped) ||
			!strings.Contains(text, string(v)) {
			t.Errorf("%q", text)
		}
	}
	plain := Page{}.Table([]string{"verdict", "of"}, [][]string{{"fail", "H"}, {"inconclusive", "L"}}, 1)
	p := Page{Colour: true}
	coloured := p.Table([]string{"verdict", "of"},
		[][]string{{p.Verdict(results.Fail), "H"}, {p.Verdict(results.Inconclusive), "L"}}, 1)
	same(t, "colours take no place", escapes.ReplaceAllString(coloured, ""), plain)
}

func TestAFileAndAPipeHaveNoColours(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for _, p := range []Page{For(f), For(w), For(&bytes.Buffer{})} {
		if p != (Page{}) {
			t.Errorf("%+v", p)
		}
	}
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")
