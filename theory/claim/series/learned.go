package series

import (
	"fmt"
	"strconv"
	"strings"
)

// Loss is the mean loss over windows of steps: x = last step of the window, y = mean loss.
var Loss = Name{"loss"}

// Direction is a kind of direction at a kind of point of a learned flow.
type Direction struct{ text string }

// The directions at interior points of the data manifold and at its boundary points. Boundary points lie in
// strata of lower dimension.
var (
	Normal             = Direction{"normal"}
	NormalBoundary     = Direction{"normal-boundary"}
	Tangential         = Direction{"tangential"}
	TangentialBoundary = Direction{"tangential-boundary"}
)

// Learned names the eigenvalues of (1-t)∇v_θ in one kind of direction at every point: x = t, y = eigenvalue.
func Learned(d Direction) Name { return Name{"learned/" + d.text} }

// Population names the population's eigenvalues at the same points, in the same order: x = t, y = eigenvalue.
func Population(d Direction) Name { return Name{"population/" + d.text} }

// AllLearned and AllPopulation match the eigenvalues in all kinds of directions.
var (
	AllLearned    Selector = glob("learned/*")
	AllPopulation Selector = glob("population/*")
)

type glob string

func (g glob) Glob() string { return string(g) }

// Cross holds the eigenvectors and eigenvalues of (1-t)∇v_θ at points of learned flows in the plane, at time
// t: x = number of the path, from 1.
var Cross = Family[float64, Crosses]{"cross/", func(text string) Crosses { return Crosses{text} }}

// Crosses names the curves of Cross at one time.
type Crosses struct{ text string }

// At names the points of the learned flow: y = coordinate.
func (c Crosses) At() Vector { return Vector{c.text + "/x"} }

// Axis names the unit eigenvector of the symmetric part that is closest to the normal: y = coordinate.
func (c Crosses) Axis() Vector { return Vector{c.text + "/normal"} }

// Normal names the eigenvalue along Axis.
func (c Crosses) Normal() Name { return Name{c.text + "/normal"} }

// Tangential names the other eigenvalue.
func (c Crosses) Tangential() Name { return Name{c.text + "/tangential"} }

// Quiver holds the learned field and the population's on a grid in the plane, at time t: x = number of the
// grid point, from 1.
var Quiver = Family[float64, Quivers]{"quiver/", func(text string) Quivers { return Quivers{text} }}

// Quivers names the curves of Quiver at one time.
type Quivers struct{ text string }

// At names the grid points: y = coordinate.
func (q Quivers) At() Vector { return Vector{q.text + "/x"} }

// Learned names the learned field there: y = coordinate.
func (q Quivers) Learned() Vector { return Vector{q.text + "/learned"} }

// Population names the population's field there: y = coordinate.
func (q Quivers) Population() Vector { return Vector{q.text + "/population"} }

// The curves of flows on images. An image is a curve over its pixels, row by row: x = number of the pixel,
// from 0, y = value in [-1,1].
var (
	// Shape holds one point: x = number of columns, y = number of rows of an image.
	Shape = Name{"shape"}
	// Sample is generated image k = 1, 2, …
	Sample = Family[int, Name]{"sample ", name}
	// KickLeading is the fraction that remains of kicks along leading directions: x = τ = -log(1-t), y =
	// geometric mean of the fractions, with their 10th and 90th percentiles.
	KickLeading = band("kick-leading")
	// KickTrailing is the same along trailing directions.
	KickTrailing = band("kick-trailing")
	// Spectrum holds the sorted eigenvalues of ∇x̂_t - I at time t: x = rank from 1, the largest first, y =
	// mean over images, with the minimum and maximum over images.
	Spectrum = Family[float64, Band]{"spectrum/", band}
)

// Kick is the kick of a filmed image.
type Kick struct{ text string }

// NoKick stands for an image that was not kicked.
var NoKick = Kick{"none"}

// LeadingKick is the kick along leading direction k = 1, 2, …
func LeadingKick(k int) Kick { return Kick{"leading " + strconv.Itoa(k)} }

// TrailingKick is the kick along trailing direction k = 1, 2, …
func TrailingKick(k int) Kick { return Kick{"trailing " + strconv.Itoa(k)} }

// String is "none", "leading 1" or "trailing 1".
func (k Kick) String() string { return k.text }

// Film names test image i = 1, 2, … at time t after a kick. The name rounds t to three digits.
func Film(i int, k Kick, t float64) Name { return Name{fmt.Sprintf("film %d/%s/%.3g", i, k.text, t)} }

// AllFilms matches every Film.
var AllFilms Selector = glob("film *")

// FilmOf returns the image, kick and time that a curve shows; ok is false if it is not a Film.
func FilmOf(name string) (i int, k Kick, t float64, ok bool) {
	rest, film := strings.CutPrefix(name, "film ")
	parts := strings.Split(rest, "/")
	if !film || len(parts) != 3 {
		return 0, Kick{}, 0, false
	}
	i, err := strconv.Atoi(parts[0])
	t, err2 := strconv.ParseFloat(parts[2], 64)
	return i, Kick{parts[1]}, t, err == nil && err2 == nil
}
