// Package orderstat has exact laws of the minibatch coupling on the line, from order statistics.
//
// There is only one type. A TwoAtomsField is the vector field of minibatches for two atoms. The other laws
// are functions: UniformPlanError, TwoAtomsPlanError and NormalPlanError for named targets, MonotoneCostBias
// for any target on the line. For other targets package response has the leading terms.
//
// On the line the optimal pairing of n source points with n target points pairs equal ranks. The k-th source
// point is F0⁻¹(U_(k)), where U_(k) is the k-th of n uniform numbers in order. So the population maps it to
// F1⁻¹(U_(k)), which has the law of the k-th target point and is independent of it. Hence for every source
// without atoms
//
//	E plan error = E|X1^σ - T(X0)|² = (2/n) Σ_k Var Y_(k),   Y_(1) ≤ ... ≤ Y_(n) n target points in order
//
// (for W2² between samples see Bobkov and Ledoux, One-Dimensional Empirical Measures, Order Statistics, and
// Kantorovich Transport Distances, Memoirs of the AMS 261, 2019, doi:10.1090/memo/1259).
package orderstat
