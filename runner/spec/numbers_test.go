package spec

import (
	"context"
	"math"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/results"
	"proxflow/theory/claim"
)

// cloud is a check on points.
type cloud struct {
	Points  [][]float64 `doc:"points by rows" below:"100"`
	Weights []float64   `doc:"masses" above:"0" scalar:"yes"`
	Sizes   []int       `doc:"sizes"`
	Names   []string    `doc:"names"`
	N       int         `doc:"a number"`
}

var _ = claim.Catalog.Add("cloud", "a check on points", func() claim.Check { return &cloud{} })

func (*cloud) Metrics() []claim.Metric { return []claim.Metric{{Name: "gap", Doc: "a gap", Times: 1}} }

func (c *cloud) Run(_ context.Context, t *claim.Trial) error {
	t.AtMost(claim.Metric{Name: "gap"}, 0, 0, 1)
	return nil
}

const cloudHeader = "name = \"probe\"\nclaim = \"P\"\ncheck = \"cloud\"\n"

// cloudy loads a spec of the check cloud, with files beside it.
func cloudy(files map[string]string, spec string) ([]*Spec, error) {
	fsys := fstest.MapFS{"sub/f.toml": {Data: []byte(cloudHeader + spec)}}
	for name, text := range files {
		fsys[path.Join("sub", name)] = &fstest.MapFile{Data: []byte(text)}
	}
	return LoadFS(fsys, results.Ordinary, "sub/f.toml")
}

func TestNumbersFromAFileAreTheSameCaseAsWrittenOut(t *testing.T) {
	const out = "[params]\npoints = [[1, 2.5], [-3e-2, 4]]\nweights = [1, 2]\nsizes = [3, 4]\n"
	const in = "[params]\npoints = { file = 'FILE' }\nweights.file = 'column.txt'\nsizes = { file = " +
		"'row.csv' }\n"
	want, err := cloudy(nil, out)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a.csv":    "1,2.5\n-3e-2,4\n",
		"b.csv":    "\ufeffx, y\r\n1, 2.5\r\n-0.03, 4.0",
		"c.txt":    "# points\n\n  1\t2.5 # the first\n-0.03 4",
		"d.dat":    "'x' 'y' heads\n1 2.5\n-3e-2 +4\n\n",
		"e.json":   " [[1, 2.5],\n [-0.03, 4]]\n",
		"../g.txt": "1 2.5\n-0.03 4",
	} {
		got, err := cloudy(map[string]string{name: text, "column.txt": "w\n1\n2", "row.csv": "3,4"},
			strings.Replace(in, "FILE", name, 1))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if g, w := got[0].Cases[0], want[0].Cases[0]; g.Keys[0] != w.Keys[0] ||
			string(g.Params) != string(w.Params) || g.Labels["points"] != w.Labels["points"] {
			t.Errorf("%s: %s\nwant %s", name, g.Params, w.Params)
		}
	}
}

func TestNumbersMayStandInSweepsControlsAndReferences(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	many := strings.Repeat("0.5 1\n0 1\n", 500)
	put("a.csv", many)
	absolute := put("b.csv", strings.Replace(many, "0.5", "0.25", 1))
	spec := put("f.toml", lines(cloudHeader,
		`sweep.points = [{ file = "a.csv" }, { file = '`+absolute+`' }, [[1.0]]]`, `[[control]]`, `why = "w"`,
		`params = { points = { file = "a.csv" }, n = 1 }`, `[quick]`,
		`sweep = { points = [{ file = "a.csv" }] }`))
	s, err := Load(results.Ordinary, spec)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, c := range s[0].Cases {
		labels = append(labels, c.Labels["points"])
	}
	if len(labels) != 4 || !regexp.MustCompile(`^\[1000×2 #[0-9a-f]{6}\]$`).MatchString(labels[0]) ||
		labels[1] == labels[0] ||
		len(labels[1]) != len(labels[0]) || labels[2] != "[[1]]" || labels[3] != labels[0] {
		t.Errorf("labels %q", labels)
	}
	if p := string(s[0].Cases[0].Params); strings.Count(p, "[0.5,1]") != 500 || strings.Contains(p, "csv") {
		t.Errorf("params %.200s", p)
	}
	if short, err := Load(results.Quick, spec); err != nil || len(short[0].Cases) != 2 {
		t.Errorf("%v", err)
	}

	put("few.csv", "0 0\n0 1\n1 0\n1 1\n2 0\n2 1\n3 0\n")
	ref := put("ref.toml",
		"name = 'r'\nclaim = 'P'\ncheck = 'fake'\nparams.target = { name = 'atoms', points = { file = 'few.csv' "+
			"} }\n")
	r, err := Load(results.Ordinary, ref)
	if err != nil || !strings.HasPrefix(r[0].Cases[0].Labels["target"], "atoms(points=[7×2 #") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsWrongWithAFileOfNumbersIsToldInOneLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"none.csv", "", `none.csv: there is no such file or directory`},
		{"p.csv", "", `p.csv: the file contains no numbers`},
		{"p.csv", "# only\nx,y\n", `p.csv: the file contains no numbers`},
		{"p.csv", "x,y\n1,2\n\n3\n", `p.csv:4: 1 number, but 2 in the first row`},
		{"p.csv", "1,2\n3,4,5\n", `p.csv:2: 3 numbers, but 2 in the first row`},
		{"p.csv", "1,2\n3,\n", `p.csv:2: "" is not a number`},
		{"p.csv", "1,a\n", `p.csv:1: "a" is not a number`},
		{"p.csv", "x\ny\n1\n", `p.csv:2: "y" is not a number`},
		{"p.csv", "1;2\n", `p.csv: the file contains no numbers`},
		{"p.csv", "1 2\nnan 3\n", `p.csv:2: a number must be finite, not NaN`},
		{"p.csv", "1 2\n-inf 3\n", `p.csv:2: a number must be finite, not -Inf`},
		{"p.csv", "1 1e999\n", `p.csv:1: a number must be finite, not +Inf`},
		{"p.csv", "\x00\xff\n", `p.csv:1: "\x00\xff" is not a number`},
		{"p.csv", strings.Repeat("1 2\n", 100_001), `p.csv: 200002 numbers; at most 200000 are allowed`},
		{"p.csv", strings.Repeat("#", maxSpec+1),
			`p.csv: cannot be read: it has 16777217 bytes; at most 16777216 are read`},
		{"p.json", "[[1, 2],\n[3 4]]", `p.json:2: invalid character '4' after array element`},
		{"p.json", "[[1, 2], [3, null]]", `p.json: row 2: null is not a number`},
		{"p.json", "[[1, 2], [3]]", `p.json: row 2: 1 number, but 2 in the first row`},
		{"p.json", "[[], []]", `p.json: the file contains no numbers`},
		{"p.json", `{"x": [1]}`, `p.json: want a list of lists of numbers, or a list of numbers`},
	} {
		files := map[string]string{}
		if c.name != "none.csv" {
			files[c.name] = c.text
		}
		_, err := cloudy(files, "[params]\npoints = { file = '"+c.name+"' }\n")
		if want := "sub/f.toml:5: params.points.file: " + c.want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"points = { file = 7 }", `params.points.file: want the name of a file of numbers, got 7`},
		{"points = { file = 'p.csv', columns = 2 }", `params.points: want a matrix, got a table`},
		{"points = { file = 'big.csv' }", `params.points: big.csv:3: must be < 100, not 100`},
		{"weights = { file = 'p.csv' }",
			`params.weights: want a list of numbers, got the 2×2 numbers of p.csv`},
		{"weights = { file = 'zero.csv' }", `params.weights: zero.csv:1: must be > 0, not 0`},
		{"sizes = { file = 'half.csv' }", `params.sizes: half.csv:2: want an integer, got the number 0.5`},
		{"names = { file = 'p.csv' }", `params.names: want a list of strings, got the 2×2 numbers of p.csv`},
		{"n = { file = 'p.csv' }", `params.n: want an integer, got the 2×2 numbers of p.csv`},
		{"[sweep]\npoints = { file = 'p.csv' }",
			`sweep.points: want a list of values to sweep, got the 2×2 numbers of p.csv`},
	} {
		_, err := cloudy(map[string]string{"p.csv": "1 2\n3 4", "big.csv": "x\n1\n100", "zero.csv": "0,1",
			"half.csv": "1\n0.5"}, "[params]\n"+c.text)
		if err == nil || strings.SplitN(err.Error(), ": ", 2)[1] != c.want {
			t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"1,2\n", "x y\n1 2", "[[1]]", "nan", "\ufeff#", ",", "\n\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"p.csv", "p.json"} {
			n, err := parseNumbers(name, text)
			if err != nil {
				if e := (&Error{Msg: err.Error()}).Error(); strings.ContainsAny(e, "\n\r\x00") {
					t.Errorf("%q is not one line", e)
				}
				continue
			}
			for i, r := range n.Rows {
				if len(r) != len(n.Rows[0]) || len(r) == 0 || n.Place(i) == "" ||
					slices.ContainsFunc(r,
						func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }) {
					t.Errorf("row %d is %v", i, r)
				}
			}
		}
	})
}
