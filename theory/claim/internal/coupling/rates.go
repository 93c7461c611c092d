package coupling

import "proxflow/theory/schedule"

// NormalRate is (1-t)α̇/α, the eigenvalue of (1-t)∇v_t in normal directions; rest is 1-t.
func NormalRate(s schedule.Point, rest float64) float64 { return rest * s.DA / s.A }

// TangentialRate is (1-t)(α̇h+β̇)/(αh+β), the eigenvalue of (1-t)∇v_t in a tangential direction in which the
// second epi-derivative of φ has the eigenvalue h; rest is 1-t.
func TangentialRate(s schedule.Point, rest, h float64) float64 {
	return rest * (s.DA*h + s.DB) / (s.A*h + s.B)
}
