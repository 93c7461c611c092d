package learned

import (
	"runtime"

	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/learn"
	"proxflow/theory/ot/assignment"
)

var (
	_ claim.Sized = (*Flow)(nil)
	_ claim.Sized = (*Images)(nil)
)

// memory bounds the bytes of a training: the states of the optimizer with a checkpoint that is being written;
// the layers at the points of a batch; batches that are made ahead, with their pairings; and the losses.
func (n *Training) memory(net learn.Network) float64 {
	weights, batch, d := float64(net.Size()), float64(n.Batch), float64(net.Dim)
	if n.Steps == 0 {
		return 12 * weights
	}
	ahead := batch * (16*d + 8 + 2*4*(float64(net.Inputs())+d))
	if n.Coupling == coupling.Optimal {
		ahead += assignment.Memory(net.Dim, n.Batch)
	}
	return 64*weights + layers(net, batch) + float64(runtime.GOMAXPROCS(0))*ahead + 16*float64(n.Steps)
}

// layers bounds the bytes of a network's layers at n points, with a quarter more for products of matrices.
func layers(net learn.Network, n float64) float64 {
	values, widest := 2*float64(net.Dim), net.Dim
	for _, w := range net.Widths {
		values += 2 * float64(w)
		widest = max(widest, w)
	}
	return 5 * n * (float64(net.Inputs()) + values + 2*float64(widest))
}

// generated bounds the bytes of samples in R^d: they flow by a Runge-Kutta method, and are paired with
// others.
func generated(net learn.Network, samples int) float64 {
	n, d := float64(samples), float64(net.Dim)
	return 8*n*d*9 + layers(net, n) + assignment.Memory(net.Dim, samples)
}

// Memory counts the training; paths of some forty steps with their stages; the points of the flow at one time
// with their second-order data; samples; and what is recorded for figures.
func (c *Flow) Memory() float64 {
	net := c.network()
	n, d := float64(c.Points), float64(net.Dim)
	bytes := claim.SmallMemory + 12*float64(net.Size()) + n*40*(64*d+512) + coupling.SmoothMemory(n, d) +
		160*d*d +
		claim.Observed(d*(n*(2*float64(len(c.T))+pathTimes+1)+targetPoints)) + generated(net, c.Samples)
	if !c.optimal() {
		bytes += 8 * posteriorSamples * (d + 1)
	}
	return bytes + c.Training.memory(net)
}

// The size of MNIST. Other data sets count as this one, since nothing is known of them before they are read.
const (
	mnistImages = 70000
	mnistPixels = 28 * 28
)

// Memory is that of a trial on images of the number and size of MNIST.
func (c *Images) Memory() float64 { return c.memory(mnistImages, mnistPixels) }

// memory counts the images, which take twice their size as they are unpacked; the training; test images with
// their sources; kicked images in their flow; eigenvectors at the images; samples; and pictures.
func (c *Images) memory(images, pixels int) float64 {
	net := c.network(pixels)
	n, d, kicks := float64(c.Images), float64(pixels), 1+2*float64(c.Directions)
	tested := max(c.Batch, c.Images)
	bytes := claim.SmallMemory + 3*float64(images)*d + c.Training.memory(net) + 12*float64(net.Size())
	bytes += 16 * float64(tested) * d
	if c.Coupling == coupling.Optimal {
		bytes += assignment.Memory(pixels, tested)
	}
	bytes += 8*6*kicks*n*d + layers(net, kicks*n)
	bytes += (n + 8) * 8 * d * d
	pictures := float64(frames*filmed*(1+2*filmedKicks) + min(picturedImages, c.Samples))
	return bytes + generated(net, c.Samples) + claim.Observed(d*(pictures+6))
}
