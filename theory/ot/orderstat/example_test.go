package orderstat_test

import (
	"fmt"

	"proxflow/theory/ot/orderstat"
)

// How much do the optimal pairs of small batches differ from the optimal map? It depends on the target.
func Example() {
	fmt.Println("  n  uniform  normal  two atoms")
	for _, n := range []int{1, 16, 256} {
		fmt.Printf("%3d  %.5f  %.5f  %.5f\n", n,
			orderstat.UniformPlanError(n, 2),       // U(-1, 1)
			orderstat.NormalPlanError(n, 1),        // N(0, 1)
			orderstat.TwoAtomsPlanError(n, 1, 0.5)) // ½δ₋₁ + ½δ₁
	}
	// Output:
	//   n  uniform  normal  two atoms
	//   1  0.66667  2.00000  2.00000
	//  16  0.07843  0.28128  0.55980
	// 256  0.00519  0.02286  0.14098
}
