package learned

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"gonum.org/v1/gonum/mat"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/learn"
	"proxflow/theory/random"
)

// ramp returns a data set and the reference to it: n training and m test images of 2×2 pixels (s, s, 0, 0)
// with s uniform, a segment in R⁴.
func ramp(t *testing.T, n, m int) (fs.FS, catalog.Ref) {
	t.Helper()
	files, ref := fstest.MapFS{}, catalog.Ref{"name": "idx"}
	add := func(name, key string, head []byte, data []byte) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(append(head, data...)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b.Bytes()}
		ref[key] = fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))
	}
	r := random.New("ramp")
	for _, set := range []struct {
		n               int
		name, key, also string
	}{{n, "train", "train", "train"}, {m, "t10k", "test", "test"}} {
		var pixels []byte
		for range set.n {
			s := byte(r.Index(256))
			pixels = append(pixels, s, s, 0, 0)
		}
		size := []byte{0, 0, byte(set.n >> 8), byte(set.n)}
		head := append(append([]byte{0, 0, 8, 3}, size...), 0, 0, 0, 2, 0, 0, 0, 2)
		add(set.name+"-images-idx3-ubyte.gz", set.key+"-images", head, pixels)
		head = append([]byte{0, 0, 8, 1}, size...)
		add(set.name+"-labels-idx1-ubyte.gz", set.key+"-labels", head, make([]byte, set.n))
	}
	return files, ref
}

func learnedImages(t *testing.T, params catalog.Ref) *Images {
	t.Helper()
	params["name"] = "learned-images"
	check, _, err := claim.Catalog.Build(params)
	if err != nil {
		t.Fatal(err)
	}
	return check.(*Images)
}

// linear is the network x̂ = Bx in R⁴. B has two turned blocks with the eigenvalues 0.9, 0 and 0.35, -0.2.
func linear() *network {
	q, _ := turned(0.7, 1, 1)
	b := mat.NewDense(4, 4, nil)
	for i, pair := range [][2]float64{{0.9, 0}, {0.35, -0.2}} {
		var block, qt mat.Dense
		qt.Mul(q, mat.NewDiagDense(2, pair[:]))
		block.Mul(&qt, q.T())
		b.Slice(2*i, 2*i+2, 2*i, 2*i+2).(*mat.Dense).Copy(&block)
	}
	net := learn.Network{Dim: 4}
	weights := make([]float32, net.Size())
	for i := range 4 {
		for j := range 4 {
			weights[j*4+i] = float32(b.At(i, j))
		}
	}
	return newNetwork(net, weights)
}

// kickLinear kicks three random points of the flow of the linear network.
func kickLinear(t *testing.T, c *Images) *claim.Trial {
	t.Helper()
	trial, points := claim.NewTrial("linear"), make([]coupling.Pair, 3)
	for i := range points {
		points[i] = coupling.NewPair(4)
		trial.Rand.Normals(points[i].X0)
		trial.Rand.Normals(points[i].X1)
	}
	if err := c.kick(context.Background(), trial, c.perturbed(linear()), points); err != nil {
		t.Fatal(err)
	}
	return trial
}

// A = B - I becomes (1+ε)A, (1-ε)B - I and RA, with the rotation R by ε in both blocks: RA - ARᵀ is sin ε
// tr A times a quarter turn in each block.
func TestPerturbationsOfALinearFlowMoveItsRates(t *testing.T) {
	traces := math.Sqrt2 * math.Hypot(1.1, 1.85)
	norm := math.Sqrt(0.1*0.1 + 1 + 0.65*0.65 + 1.2*1.2)
	for _, c := range []struct {
		kind string
		size float64
		want map[claim.Metric]float64
	}{
		{"speed", 0.5, map[claim.Metric]float64{tangentialKickRate: 0.15, normalKickRate: 1.8, normalShare: 0.25}},
		{"gain", 0.1, map[claim.Metric]float64{tangentialKickRate: 0.19, normalKickRate: 1.18}},
		{"turn", 0.2, map[claim.Metric]float64{imageAsymmetry: math.Sin(0.2) * traces / norm}},
	} {
		trial := kickLinear(t, learnedImages(t, catalog.Ref{"directions": 1, "kick": 2.0, "t": 0.8, "end": 0.99,
			"perturb": catalog.Ref{"name": c.kind, "size": c.size}}))
		for metric, want := range c.want {
			if m := got(t, trial, metric, 0.99); math.Abs(m.Got-want) > 1e-5 {
				t.Errorf("%s of %g: %s is %.8g, want %g", c.kind, c.size, metric.Name, m.Got, want)
			}
		}
	}
}

// TestKicksOfALinearFlowDecayAtItsEigenvalues: x̂ = Bx makes a kick along an eigenvector of B decay at the
// rate 1-b in τ.
func TestKicksOfALinearFlowDecayAtItsEigenvalues(t *testing.T) {
	trial := kickLinear(t, learnedImages(t, catalog.Ref{"directions": 1, "kick": 2.0, "t": 0.8, "end": 0.99}))
	for metric, want := range map[claim.Metric]float64{
		tangentialKickRate: 0.1, normalKickRate: 1.2, normalShare: 0.25,
		imageAsymmetry: 0, largestEigenvalue: -0.1, imageDimension: 1,
	} {
		if m := got(t, trial, metric, 0.99); math.Abs(m.Got-want) > 1e-5 || !(m.Budget < 1e-5) {
			t.Errorf("%s is %.8g ± %.2g, want %g", metric.Name, m.Got, m.Budget, want)
		}
	}
	leading, trailing := series.KickLeading, series.KickTrailing
	rates := map[string]float64{leading.Middle().String(): 0.1, trailing.Middle().String(): 1.2}
	order, k := []series.Name{
		leading.Middle(), leading.Low(), leading.High(), trailing.Middle(), trailing.Low(), trailing.High(),
	}, 0
	for _, o := range trial.Observations {
		want, at := rates[o.Series], o.X+math.Log(0.2)
		if want != 0 && math.Abs(math.Log(o.Y)+want*at) > 1e-5*(1+at) {
			t.Errorf("%s at τ = %g is %g", o.Series, o.X, o.Y)
		}
		if strings.HasPrefix(o.Series, "kick-") { // in the same order in every run, so that stores are identical
			if want := order[k%len(order)].String(); o.Series != want {
				t.Fatalf("observation %d of kicks is one of %s, not of %s", k, o.Series, want)
			}
			k++
		}
	}
	if k != len(order)*(kickSteps+1) {
		t.Errorf("%d observations of kicks", k)
	}
}

func TestANetworkTrainedOnImagesOfASegmentContractsItsNormals(t *testing.T) {
	files, data := ramp(t, 500, 64)
	kept := &drawer{kept: map[string][]byte{}}
	run := func(more catalog.Ref) *claim.Trial {
		params := catalog.Ref{
			"data": data, "batch": 64, "steps": 800, "width": 32, "depth": 2, "frequencies": 1, "rate": 1e-2,
			"images": 12, "directions": 1, "kick": 0.2, "t": 0.8, "end": 0.98, "samples": 64}
		for k, v := range more {
			params[k] = v
		}
		trial := claim.NewTrial(fmt.Sprint(more))
		trial.Files, trial.Artifacts = files, kept
		if err := learnedImages(t, params).Run(context.Background(), trial); err != nil {
			t.Fatal(err)
		}
		return trial
	}
	for _, coupling := range []string{"optimal", "independent"} {
		trial := run(catalog.Ref{"coupling": coupling})
		for metric, within := range map[claim.Metric]float64{normalKickRate: 0.15, tangentialKickRate: 0.3} {
			if m := got(t, trial, metric, 0.98); math.Abs(m.Got-m.Want) > within {
				t.Errorf("%s coupling: %s is %.3g ± %.2g, want %g",
					coupling, metric.Name, m.Got, m.Budget, m.Want)
			}
		}
		if m := got(t, trial, imageDimension, 0.98); m.Got != 1 {
			t.Errorf("%s coupling: the segment has dimension %g", coupling, m.Got)
		}
		if m := got(t, trial, imageDistance, 1); m.Got > 2*m.Want+0.2 {
			t.Errorf("%s coupling: samples are at %g from the images, which are at %g from each other",
				coupling, m.Got, m.Want)
		}
	}
	before := kept.saves
	m := got(t, run(catalog.Ref{"along": "random"}), tangentialKickRate, 0.98)
	if !(m.Got > 0.4) || kept.saves != before {
		t.Errorf("random kicks decay at the rate %g; %d more trainings", m.Got, kept.saves-before)
	}
	if m := got(t, run(catalog.Ref{"steps": 0}), normalKickRate, 0.98); math.Abs(m.Got-1) < 0.15 {
		t.Errorf("an untrained network contracts at the rate %g", m.Got)
	}
}

func TestMissingImagesAreReportedInOneLine(t *testing.T) {
	files, data := ramp(t, 20, 10)
	sizes := func(batch, images, samples, directions int) catalog.Ref {
		return catalog.Ref{
			"data": data, "batch": batch, "images": images, "samples": samples, "directions": directions}
	}
	for name, c := range map[string]struct {
		files  fs.FS
		params catalog.Ref
		says   string
	}{
		"no folder":     {nil, catalog.Ref{"data": data}, "none is given (--data)"},
		"another set":   {files, catalog.Ref{}, "its SHA-256 is"},
		"large batch":   {files, sizes(21, 2, 2, 2), "a batch has 21 images, but there are only 20"},
		"many kicked":   {files, sizes(4, 11, 2, 2), "only 10"},
		"many compared": {files, sizes(4, 2, 11, 2), "only 10"},
		"a dimension":   {files, sizes(4, 2, 2, 3), "4 pixels"},
	} {
		trial := claim.NewTrial(name)
		trial.Files = c.files
		err := learnedImages(t, c.params).Run(context.Background(), trial)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := claim.Catalog.Canonical(catalog.Ref{"name": "learned-images", "t": 0.9, "end": 0.9})
	if err == nil || !strings.HasPrefix(err.Error(), "end: ") {
		t.Error(err)
	}
}
