package exact

import (
	"proxflow/theory/claim"
	"proxflow/theory/claim/internal/coupling"
	"proxflow/theory/flow"
	"proxflow/theory/potential"
	"proxflow/theory/schedule"
)

// What exact checks perturb, besides the perturbations of package coupling.
var (
	lambda    = claim.NewKind("lambda", "the prox parameter λ times 1+ε", 0.9)
	thickness = claim.NewKind("thickness", "the map T(x) + εx in place of T: the target leaves M by ε|x|", 0.9)
	mapTurn   = claim.NewKind("map-turn", "the map T with coordinates turned by the angle ε: no gradient", 1.5)
	tangent   = claim.NewKind("tangent", "the claimed tangent space turned by the angle ε towards a normal", 1.5)
	kink      = claim.NewKind("kink", "the prox parameter s times 1+ε, with H, on one side of x1", 0.9)
)

// altered is a potential whose prox is perturbed.
type altered struct {
	potential.Potential
	lambda, gain, thickness, turn float64
}

func perturbed(phi potential.Potential, by claim.Perturbation) altered {
	return altered{phi, lambda.Of(by), coupling.Gain.Of(by), thickness.Of(by), coupling.Turn.Of(by)}
}

// Prox puts the perturbed prox into dst. The potential of T + εI is the Moreau envelope of φ with the
// parameter ε, whose prox is z + λ/(λ+ε) (prox_{(λ+ε)φ}(z) - z).
func (a altered) Prox(dst, z []float64, lambda float64) float64 {
	lambda *= 1 + a.lambda
	value := a.Potential.Prox(dst, z, lambda+a.thickness)
	if a.thickness != 0 {
		for i, y := range dst {
			dst[i] = z[i] + lambda/(lambda+a.thickness)*(y-z[i])
		}
	}
	if a.gain != 0 {
		for i := range dst {
			dst[i] *= 1 - a.gain
		}
	}
	coupling.Rotate(dst, a.turn)
	return value
}

// quickened is a schedule with another velocity α̇.
type quickened struct {
	schedule.Schedule
	by float64
}

func (q quickened) At(t float64) schedule.Point {
	s := q.Schedule.At(t)
	s.DA *= 1 + q.by
	return s
}

// field is the field of a potential through its prox, perturbed.
func field(phi potential.Potential, s schedule.Schedule, by claim.Perturbation) *flow.Field {
	if e := coupling.Speed.Of(by); e != 0 {
		s = quickened{s, e}
	}
	return &flow.Field{Phi: perturbed(phi, by), Schedule: s}
}
