package claim

import (
	"slices"
	"strings"

	"proxflow/theory/catalog"
)

// Perturbation breaks a claim by as much as its size ε: it changes one quantity of what is measured or
// claimed. It is the parameter "perturb" of a check. Controls use it at a fixed size, and calibrations find
// the least size that a tolerance catches. It does not change the random numbers of a trial, and ε = 0
// changes nothing.
type Perturbation interface {
	perturbed() *perturbed
}

// Perturbations holds the kinds of perturbations by name.
var Perturbations = catalog.New[Perturbation]("perturbation")

// Kind is a quantity that a perturbation changes.
type Kind struct {
	Name, Doc string
	Most      float64 // largest ε
	Summary   bool    // only summaries depend on it, so that trials of all sizes are the same
}

type perturbed struct {
	Size float64 `doc:"size ε of the perturbation" min:"0"`
	kind Kind
}

func (p *perturbed) perturbed() *perturbed { return p }

func (p *perturbed) Init() error {
	if p.Size > p.kind.Most {
		return catalog.Bad("size", "must be ≤ %g, not %g", p.kind.Most, p.Size)
	}
	return nil
}

// NewKind adds a kind of perturbations to the catalog.
func NewKind(name, doc string, most float64) Kind {
	return Kind{Name: name, Doc: doc, Most: most}.add()
}

// NewSummaryKind adds one on which only summaries depend.
func NewSummaryKind(name, doc string, most float64) Kind {
	return Kind{Name: name, Doc: doc, Most: most, Summary: true}.add()
}

func (k Kind) add() Kind {
	Perturbations.Add(k.Name, k.Doc, func() Perturbation { return &perturbed{kind: k} })
	return k
}

// Of returns the size ε of a perturbation if it is of this kind, and 0 otherwise.
func (k Kind) Of(p Perturbation) float64 {
	if p == nil || p.perturbed().kind != k {
		return 0
	}
	return p.perturbed().Size
}

// KindOf returns the kind of a perturbation.
func KindOf(p Perturbation) Kind { return p.perturbed().kind }

// Sensitivity names the metrics of a check that catch perturbations of a kind.
type Sensitivity struct {
	Kind
	By []Metric
}

// Perturbable is a check with the parameter "perturb". Each of its metrics that is judged catches some
// perturbation.
type Perturbable interface {
	Check
	Sensitivities() []Sensitivity
}

// CheckPerturbation returns an error that names the parameter "perturb" if a perturbation is of no kind
// that the check knows.
func CheckPerturbation(c Perturbable, p Perturbation) error {
	if p == nil {
		return nil
	}
	var known []string
	for _, s := range c.Sensitivities() {
		known = append(known, s.Name)
	}
	if name := KindOf(p).Name; !slices.Contains(known, name) {
		return catalog.Bad("perturb", "this check has no %s; it has %s", name, strings.Join(known, ", "))
	}
	return nil
}

// NeedsPlane returns an error that names the parameter "perturb" if a perturbation turns coordinates where
// there is only one.
func NeedsPlane(p Perturbation, dim int, turns ...Kind) error {
	for _, k := range turns {
		if k.Of(p) != 0 && dim < 2 {
			return catalog.Bad("perturb", "%s: one dimension cannot be turned", k.Name)
		}
	}
	return nil
}
