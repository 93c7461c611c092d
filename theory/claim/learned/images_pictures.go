package learned

import (
	"context"
	"fmt"
	"math"

	"proxflow/theory/claim"
	"proxflow/theory/claim/series"
	"proxflow/theory/learn"
	"proxflow/theory/ot"
)

// What a trial records for figures.
const (
	imageSteps     = 64 // steps in τ for generated images
	picturedImages = 64 // generated images
	filmed         = 2  // test images
	filmedKicks    = 2  // leading kicks, and as many trailing ones
	frames         = 6
)

// measureLosses measures the loss at the end of the training, and records its curve.
func (c *Images) measureLosses(t *claim.Trial, losses []float32) {
	if len(losses) == 0 {
		t.Skip(trainingLoss, math.NaN(), "the network is not trained")
		return
	}
	observeLosses(t, losses)
	last := meanLoss(losses[len(losses)*9/10:])
	t.Report(trainingLoss, math.NaN(), last, math.NaN(), trainingLoss.Unjudged)
}

// observeFilm records frames of the flow of the first images, the last frame at the end.
func (c *Images) observeFilm(t *claim.Trial, b kicked, tau float64, step int) {
	if step%(kickSteps/(frames-1)) != 0 {
		return
	}
	for i := range min(filmed, b.n) {
		show := func(kick series.Kick, k int) {
			observeImage(t, series.Film(i+1, kick, -math.Expm1(-tau)), b.at(k, i))
		}
		show(series.NoKick, 0)
		for k := range min(filmedKicks, c.Directions) {
			show(series.LeadingKick(k+1), c.leading(k))
			show(series.TrailingKick(k+1), c.trailing(k))
		}
	}
}

func observeImage(t *claim.Trial, name series.Name, pixels []float64) {
	for k, v := range pixels {
		t.Observe(name, float64(k), v)
	}
}

// sample generates images, and compares their distribution with that of test images.
func (c *Images) sample(ctx context.Context, t *claim.Trial, f *endpoint, images *learn.Images) error {
	n, d := c.Samples, images.Rows*images.Cols
	made := t.Rand.Normals(make([]float64, n*d))
	if err := f.follow(ctx, made, n, 0, c.End, imageSteps, nil); err != nil {
		return fmt.Errorf("the flow of samples: %w", err)
	}
	f.bulk(n)(made, made, c.End) // the rest of the way, along a straight line
	for k := range min(picturedImages, n) {
		observeImage(t, series.Sample.Of(k+1), made[k*d:(k+1)*d])
	}
	train, fresh := make([]float64, n*d), make([]float64, n*d)
	images.Train.Sampler(d)(t.Rand, train)
	for i, j := range t.Rand.Permute(images.Test.N())[:n] {
		images.Test.At(fresh[i*d:(i+1)*d], j)
	}
	var distance [2]float64
	for i, x := range [][]float64{made, train} {
		coupling, err := ot.Solve(solver(d), &ot.Problem{Dim: d, X: x, Y: fresh})
		if err != nil {
			return err
		}
		distance[i] = math.Sqrt(coupling.Cost)
	}
	t.Expect(imageDistance, 1, distance[0], distance[1], 0)
	return nil
}
