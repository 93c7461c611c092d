package figures

import (
	"proxflow/results"
	"proxflow/theory/claim/series"
	"testing"
)

func TestKickTrajectoriesAreWhollyInViewAndTheTargetAroundThem(t *testing.T) {
	for _, s := range []struct {
		case_ results.Observed
		eye   Eye
	}{{kickedNear("ball", 2, onCircle), Eye{}}, {kickedNear("torus", 3, onTorus),
		Eye{Azimuth: 75, Elevation: 50}}} {
		d := dim(s.case_, series.Target)
		panel, err := (&KickTrajectories{Eye: s.eye}).panel(trials{s.case_})
		if err != nil {
			t.Fatal(err)
		}
		in := func(name series.Vector) (inside, all int) {
			ts, points := vectors(s.case_, name)
			for i, x := range points {
				if p := s.eye.view(d)(ts[i], x); panel.X.Min < p.X && p.X < panel.X.Max &&
					panel.Y.Min < p.Y && p.Y < panel.Y.Max {
					inside++
				}
			}
			return inside, len(points)
		}
		for _, k := range kickKinds {
			if inside, all := in(k.series); all == 0 || inside < all {
				t.Errorf("%d dimensions: %d of %d points of %s in view", d, inside, all, k.series)
			}
		}
		if inside, all := in(series.Target); inside < all/20 || inside > all*3/4 {
			t.Errorf("%d dimensions: %d of %d points of the target in view", d, inside, all)
		}
	}
}
