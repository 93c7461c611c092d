package learned

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/claim/series"
	"proxflow/theory/flow"
	"proxflow/theory/learn"
	"proxflow/theory/ot"
	"proxflow/theory/schedule"
)

// Images extends claim L to images, where the population is unknown. With the linear schedule the field of
// the flow is v_t(x) = (x̂_t(x) - x)/(1-t), where x̂_t(x) = E[X1 | X_t = x] is prox_{λφ}(x/t) under the
// optimal coupling (claim V). The network learns x̂, not v: a velocity contains the noise X0, which a
// network narrower than the images cannot represent.
//
// In the time τ = -log(1-t) the flow is dx/dτ = x̂_t(x) - x, with the Jacobian A = (1-t)∇v_t = ∇x̂_t - I.
// By the claim its eigenvalues are -1 along normals and nearly 0 along the few tangents. A trial is one
// training. It interpolates test images to X_t with sources of the coupling. There it kicks them along
// eigenvectors of the symmetric part of A: leading ones have the largest eigenvalues and stand for
// tangents, trailing ones have the smallest and stand for normals. It then follows the flow to the end.
//
// A network is expected to make trailing kicks decay like 1-t, to have most eigenvalues close to -1, and to
// have a nearly symmetric A. Leading eigenvalues of exactly 0 are not expected: digits are not a manifold
// of one dimension, eigenvectors turn along the flow, and finitely many digits do not determine the network
// between them.
type Images struct {
	Data learn.Dataset `doc:"the images"`
	Training
	Frequencies int     `doc:"K of the inputs sin 2πkt, cos 2πkt, k = 1 … K" min:"0" max:"64"`
	T           float64 `doc:"the time t of the kicks" above:"0" below:"1"`
	End         float64 `doc:"the last time, after the kicks" above:"0" below:"1"`
	Images      int     `doc:"test images that are kicked" min:"2" max:"10000"`
	Along       string  `doc:"directions of kicks; random ones break the claim" enum:"eigenvectors,random"`
	Directions  int     `doc:"leading directions of each image, and as many trailing ones" min:"1" max:"100"`
	Kick        float64 `doc:"size of a kick, in units of half the range of a pixel" above:"0" max:"1e6"`
	Samples     int     `doc:"generated images that are compared with test images" min:"1" max:"10000"`

	Perturb claim.Perturbation `doc:"what is perturbed, which breaks the claim" optional:"yes"`
}

var _ = claim.Catalog.Add("learned-images",
	"claim L: a network trained on images contracts normals to them, and leaves tangents",
	func() claim.Check {
		return &Images{
			Training: Training{Coupling: coupling.Optimal, Batch: 256, Steps: 10000, Reuse: 1, Late: 1,
				Width: 512, Depth: 3, Activation: &learn.SiLU{}, Rate: 1e-3},
			Data: learn.NewMNIST(), Frequencies: 4, T: 0.9, End: 0.98, Images: 16, Along: "eigenvectors",
			Directions: 4, Kick: 4, Samples: 512}
	})

func (c *Images) Init() error {
	if c.End <= c.T {
		return catalog.Bad("end", "must be later than the kicks at t = %g, but is %g", c.T, c.End)
	}
	if err := claim.CheckPerturbation(c, c.Perturb); err != nil {
		return err
	}
	return c.check()
}

// What claim L measures on images. S is the symmetric part of A. A budget is half a 95 % interval over
// images.
var (
	imageMetrics claim.Metrics

	normalKickRate = imageMetrics.Add("normal-kick-rate",
		"decay rate in τ of kicks along trailing directions, until the end: mean over images; expected: γ", 3)
	tangentialKickRate = imageMetrics.Add("tangential-kick-rate",
		"the same along leading directions; expected: 0", 3)
	normalShare = imageMetrics.Add("normal-share",
		"fraction of the eigenvalues of S within 0.1 of -1: mean over images; expected: nearly 1", 3)
	largestEigenvalue = reported("the tangent spaces of images are not known",
		"largest-eigenvalue", "largest eigenvalue of S: mean over images")
	imageDimension = reported("the tangent spaces of images are not known",
		"dimension", "eigenvalues of S above -1/2: mean over images")
	imageAsymmetry = imageMetrics.Add("asymmetry", "|A-Aᵀ|/max(1,|A|): mean over images; expected: 0", 3)
	recovery       = reported("the least possible error is not known",
		"recovery-error", "|x̂_t(X_t)-x1|/|x1|: mean over test images")
	imageDistance = imageMetrics.Add("w2", "Wasserstein distance W₂ from generated to test images, "+
		"by exact assignment; expected: that of training images", 3)
	trainingLoss = reported("the least possible loss is not known",
		"loss", "E|x̂_t(X_t)-X1|² over the last tenth of the training")
)

// reported declares a metric that is never judged.
func reported(why, name, doc string) claim.Metric {
	imageMetrics.Add(name, doc, 3)
	added := &imageMetrics[len(imageMetrics)-1]
	added.Unjudged = why
	return *added
}

func (c *Images) Metrics() []claim.Metric { return imageMetrics }

func (*Images) Sensitivities() []claim.Sensitivity {
	return []claim.Sensitivity{
		{Kind: coupling.Gain, By: []claim.Metric{tangentialKickRate, normalShare, imageDistance}},
		{Kind: coupling.Speed, By: []claim.Metric{normalKickRate, normalShare, imageDistance}},
		{Kind: coupling.Turn, By: []claim.Metric{imageAsymmetry, normalShare}},
	}
}

func (c *Images) Run(ctx context.Context, t *claim.Trial) error {
	images, err := c.open(t)
	if err != nil {
		return err
	}
	net := c.network(images.Rows * images.Cols)
	trained, losses, err := c.train(ctx, t, learn.Config{
		Network: net, Schedule: &schedule.Linear{}, Data: true,
		Target: images.Train.Sampler(net.Dim), Seed: c.training(t.Origin),
	})
	if err != nil {
		return err
	}
	f := c.perturbed(trained)
	c.measureLosses(t, losses)
	t.Observe(series.Shape, float64(images.Cols), float64(images.Rows))
	points, err := c.pairs(t, images.Test)
	if err != nil {
		return err
	}
	if err := c.kick(ctx, t, f, points); err != nil {
		return err
	}
	return c.sample(ctx, t, f, images)
}

func (c *Images) network(pixels int) learn.Network {
	net := learn.MLP(pixels, c.Width, c.Depth, c.Activation)
	net.Frequencies = c.Frequencies
	return net
}

func (c *Images) open(t *claim.Trial) (*learn.Images, error) {
	if t.Files == nil {
		return nil, errors.New("the images come from a data folder, but none is given (--data)")
	}
	images, err := c.Data.Open(t.Files)
	if err != nil {
		return nil, err
	}
	if n := images.Train.N(); c.Batch > n {
		return nil, fmt.Errorf("a batch has %d images, but there are only %d", c.Batch, n)
	}
	if n := images.Test.N(); max(c.Images, c.Samples) > n {
		return nil, fmt.Errorf("%d test images are needed, but there are only %d",
			max(c.Images, c.Samples), n)
	}
	if d := images.Rows * images.Cols; 2*c.Directions > d {
		return nil, fmt.Errorf("%d leading and as many trailing directions are too many for images of %d pixels",
			c.Directions, d)
	}
	return images, nil
}

// training returns the name of a trial's training.
func (c *Images) training(origin string) string {
	return c.name("learned-images", struct {
		Data        learn.Dataset
		Frequencies int
	}{c.Data, c.Frequencies}, origin)
}

// follow moves n points from t = t0 to t1 < 1 along dx/dτ = x̂ - x. Visit, if not nil, is called after each
// step.
func (f *endpoint) follow(
	ctx context.Context, x []float64, n int, t0, t1 float64, steps int, visit func(tau float64, x []float64),
) error {
	at := f.bulk(n)
	rhs := func(dx []float64, tau float64, x []float64) {
		at(dx, x, -math.Expm1(-tau))
		floats.Sub(dx, x)
	}
	method := flow.FixedStep{Method: flow.Methods["runge-kutta-4"], Steps: steps}
	return method.Solve(ctx, rhs, x, -math.Log1p(-t0), -math.Log1p(-t1), visit)
}

// pairs returns test images with their source points under the coupling.
func (c *Images) pairs(t *claim.Trial, images learn.Labelled) ([]coupling.Pair, error) {
	n, d := min(images.N(), max(c.Batch, c.Images)), len(images.Pixels)/images.N()
	x0, x1 := t.Rand.Normals(make([]float64, n*d)), make([]float64, n*d)
	for i := range n {
		images.At(x1[i*d:(i+1)*d], i)
	}
	pairing := make([]int, n) // the source of each image
	for i := range pairing {
		pairing[i] = i
	}
	if c.Coupling == coupling.Optimal {
		solution, err := ot.Solve(solver(d), &ot.Problem{Dim: d, X: x1, Y: x0})
		if err != nil {
			return nil, err
		}
		pairing = solution.Pairing
	}
	points := make([]coupling.Pair, c.Images)
	for i := range points {
		j := pairing[i]
		points[i] = coupling.Pair{X0: x0[j*d : (j+1)*d], X1: x1[i*d : (i+1)*d]}
	}
	return points, nil
}
