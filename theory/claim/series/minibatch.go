package series

// The curves of claim M. The summary of a case records them.
var (
	// Field is the minibatch field v^n_t of two atoms: x = x, y = v^n_t(x).
	Field = Family[int, Name]{"field n=", name}
	// FieldPopulation is the population's field v_t: x = x, y = v_t(x), NaN in the gap between the atoms.
	FieldPopulation = Name{"field population"}

	// PlanError is the mean plan error over the repeats: x = n, y = mean.
	PlanError = Name{"plan-error"}
	// PlanErrorHalf is half the 95 % interval of that mean: x = n, y = half.
	PlanErrorHalf = Name{"plan-error half"}
	// Law is the exact mean of the plan error, or its rate up to a constant: x = n, y = law.
	Law = Name{"law"}
	// Fit is the power law fitted to the plan error, at both ends of its window: x = n, y = fit.
	Fit = Name{"fit"}
)

// Mean errors that minibatch-constant multiplies by n, or by √n for the plan errors of atoms, with their 95 %
// intervals: x = n, y = scaled mean.
var (
	ScaledBias = band("scaled-bias") // of the cost bias
	ScaledPlan = band("scaled-plan") // of the plan error
)

// ScaledLaw names the predicted limit of ScaledBias or ScaledPlan, or the line of the predicted slope against
// log n through the mean at the largest n: x = n, y = law.
func ScaledLaw(of Band) Name { return Name{of.text + "/law"} }
