package series

// The curves of claims P and V.
var (
	// Map is the Brenier map of a target on the line: x = x0, y = T(x0).
	Map = Name{"map"}
	// Recovered holds the proximal points of sampled pairs on the line: x = x0, y = prox_{λφ}(x_t/β).
	Recovered = Name{"recovered"}

	// Path is trajectory k of the flow, k = 1, 2, …: x = t, y = coordinate. Claim V records it in up to three
	// dimensions, claim L in any.
	Path = Family[int, Vector]{"path-", vector}
	// Target holds points of the target: x = number of the point from 1, y = coordinate.
	Target = vector("target")

	// Cell is the Laguerre cell of atom j = 0, 1, … in the plane, clipped to the square [-3,3]²: (x, y) are
	// its corners, in order around the polygon. A cell outside the square has no curve.
	Cell = Family[int, Name]{"cell ", name}
	// Atom holds the atoms in the plane: (x, y) is atom j, in the order of j.
	Atom = Name{"atom"}
)

// The curves of claim H. Eigenvalues are those of the Jacobian (1-t)∇v_t.
var (
	// Cloud holds the eigenvalues at time t of all trajectories: x = exact, y = computed.
	Cloud = Family[float64, Name]{"cloud/", name}
	// NormalEigenvalue is the normal eigenvalue along the first trajectory: x = τ = -log(1-t), y =
	// eigenvalue.
	NormalEigenvalue = compared("normal")
	// TangentialEigenvalue is tangential eigenvalue i = 1, 2, …, ascending, along the first trajectory: x =
	// τ, y = eigenvalue.
	TangentialEigenvalue = Family[int, Compared]{"tangent-", compared}

	// KickNormal is the factor by which a small normal kick at t = 1/2 has grown: x = τ, y = factor.
	KickNormal = Name{"kick-normal"}
	// KickTangential is the same for a tangential kick.
	KickTangential = Name{"kick-tangential"}
	// Distance is the distance from the trajectory to the data manifold: x = τ, y = dist(x_t, M).
	Distance = Name{"distance"}

	// KickedNot is a trajectory from t = 1/2 on, in up to three dimensions: x = t, y = coordinate. The next
	// two start at the same point.
	KickedNot = vector("kicked-not")
	// KickedNormally is the trajectory after a visible normal kick at t = 1/2.
	KickedNormally = vector("kicked-normally")
	// KickedTangentially is the trajectory after a visible tangential kick at t = 1/2.
	KickedTangentially = vector("kicked-tangentially")
)
