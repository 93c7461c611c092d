package series

// The curves of claims P and V.
var (
	// Map is the Brenier map of a target on the line: x = x0, y = T(x0).
	Map = Name{"map"}
	// Recovered are the proximal points of sampled pairs on the line: x = x0, y = prox_{λφ}(x_t/β).
	Recovered = Name{"recovered"}

	// Path is trajectory k of the flow, k = 1, 2, …, in up to three dimensions: x = t, y = coordinate. Learned flows in any
	// dimension leave it as well.
	Path = Family[int, Vector]{"path-", vector}
	// Target are points of the target: x = number of the point, y = coordinate.
	Target = vector("target")

	// Cell is the Laguerre cell of atom j = 0, 1, … in the plane, cut by the square [-3,3]²: (x, y) is a corner, in order
	// around the polygon. A cell without points leaves no curve.
	Cell = Family[int, Name]{"cell ", name}
	// Atom are the atoms in the plane: (x, y) is atom j, in the order of j.
	Atom = Name{"atom"}
)

// The curves of claim H, of the Jacobian (1-t)∇v_t.
var (
	// Cloud are the eigenvalues at time t of all trajectories: x = exact, y = computed.
	Cloud = Family[float64, Name]{"cloud/", name}
	// NormalEigenvalue is that of the first trajectory: x = τ = -log(1-t), y = eigenvalue.
	NormalEigenvalue = compared("normal")
	// TangentialEigenvalue i = 1, 2, …, ascending, of the first trajectory: x = τ, y = eigenvalue.
	TangentialEigenvalue = Family[int, Compared]{"tangent-", compared}

	// KickNormal is what a small normal kick at t = 1/2 is multiplied by: x = τ, y = factor.
	KickNormal = Name{"kick-normal"}
	// KickTangential is the same of a tangential kick.
	KickTangential = Name{"kick-tangential"}
	// Distance is that of the trajectory to the data manifold: x = τ, y = dist(x_t, M).
	Distance = Name{"distance"}

	// KickedNot is a trajectory from t = 1/2 on, in up to three dimensions: x = t, y = coordinate.
	KickedNot = vector("kicked-not")
	// KickedNormally is the trajectory after a visible normal kick at t = 1/2.
	KickedNormally = vector("kicked-normally")
	// KickedTangentially is the trajectory after a visible tangential kick at t = 1/2.
	KickedTangentially = vector("kicked-tangentially")
)
