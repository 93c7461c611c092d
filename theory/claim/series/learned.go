package series

import (
	"fmt"
	"strconv"
	"strings"
)

// Loss is the mean loss over windows of steps: x = last step of the window, y = loss.
var Loss = Name{"loss"}

// Direction is a kind of direction at a kind of point of a learned flow.
type Direction struct{ text string }

// The directions at interior points of the data manifold, and those at its boundary points, which lie in strata of lower
// dimension.
var (
	Normal             = Direction{"normal"}
	NormalBoundary     = Direction{"normal-boundary"}
	Tangential         = Direction{"tangential"}
	TangentialBoundary = Direction{"tangential-boundary"}
)

// Learned are the eigenvalues of (1-t)∇v_θ in a kind of direction at every point: x = t, y = eigenvalue.
func Learned(d Direction) Name { return Name{"learned/" + d.text} }

// Population are the population's eigenvalues at the same points, in the same order: x = t, y = eigenvalue.
func Population(d Direction) Name { return Name{"population/" + d.text} }

// AllLearned and AllPopulation match the eigenvalues in every kind of direction.
var (
	AllLearned    Selector = glob("learned/*")
	AllPopulation Selector = glob("population/*")
)

type glob string

func (g glob) Glob() string { return string(g) }

// Cross are the eigenvectors and eigenvalues of (1-t)∇v_θ at points of learned flows in the plane, at time t: x = number of
// the path.
var Cross = Family[float64, Crosses]{"cross/", func(text string) Crosses { return Crosses{text} }}

// Crosses are the curves of Cross at one time.
type Crosses struct{ text string }

// At is the point of the learned flow: y = coordinate.
func (c Crosses) At() Vector { return Vector{c.text + "/x"} }

// Axis is the unit eigenvector of the symmetric part that is nearest to the normal: y = coordinate.
func (c Crosses) Axis() Vector { return Vector{c.text + "/normal"} }

// Normal is the eigenvalue along Axis.
func (c Crosses) Normal() Name { return Name{c.text + "/normal"} }

// Tangential is the other eigenvalue.
func (c Crosses) Tangential() Name { return Name{c.text + "/tangential"} }

// Quiver are both fields on a grid in the plane, at time t: x = number of the point of the grid.
var Quiver = Family[float64, Quivers]{"quiver/", func(text string) Quivers { return Quivers{text} }}

// Quivers are the curves of Quiver at one time.
type Quivers struct{ text string }

// At is the point of the grid: y = coordinate.
func (q Quivers) At() Vector { return Vector{q.text + "/x"} }

// Learned is the learned field there: y = coordinate.
func (q Quivers) Learned() Vector { return Vector{q.text + "/learned"} }

// Population is the population's field there: y = coordinate.
func (q Quivers) Population() Vector { return Vector{q.text + "/population"} }

// The curves of flows on images. An image is a curve over its pixels, row by row: x = number of the pixel from 0, y = value
// in [-1,1].
var (
	// Shape is one point: x = columns, y = rows of an image.
	Shape = Name{"shape"}
	// Sample is generated image k = 1, 2, …
	Sample = Family[int, Name]{"sample ", name}
	// KickLeading is what is left of kicks along leading directions: x = τ = -log(1-t), y = geometric mean of the factors, and
	// their tenth and ninetieth percentiles.
	KickLeading = band("kick-leading")
	// KickTrailing is the same along trailing directions.
	KickTrailing = band("kick-trailing")
	// Spectrum are the sorted eigenvalues of ∇x̂_t - I at time t: x = rank, the largest first, from 1, y = mean over images, and
	// their least and largest.
	Spectrum = Family[float64, Band]{"spectrum/", band}
)

// Kick is one that a filmed image got.
type Kick struct{ text string }

// NoKick is the image that was not kicked.
var NoKick = Kick{"none"}

// LeadingKick and TrailingKick are those along direction k = 1, 2, … of a side.
func LeadingKick(k int) Kick  { return Kick{"leading " + strconv.Itoa(k)} }
func TrailingKick(k int) Kick { return Kick{"trailing " + strconv.Itoa(k)} }

// String is "none", "leading 1", "trailing 1".
func (k Kick) String() string { return k.text }

// Film is test image i = 1, 2, … after a kick, at the time t, rounded to three digits.
func Film(i int, k Kick, t float64) Name { return Name{fmt.Sprintf("film %d/%s/%.3g", i, k.text, t)} }

// AllFilms matches every Film.
var AllFilms Selector = glob("film *")

// FilmOf says which image, kick and time a curve shows; not ok if it is no Film.
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
