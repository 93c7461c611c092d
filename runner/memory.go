package runner

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// TooLarge is the error of a case that needs more memory than a run may use.
type TooLarge struct {
	File        string
	Line        int
	Case        string  // its label
	Need, Limit float64 // in bytes
}

func (e *TooLarge) Error() string {
	return fmt.Sprintf("%s:%d: a trial (%s) needs up to %s of memory, but the limit is %s; "+
		"--memory SIZE sets another limit", e.File, e.Line, e.Case, size(e.Need), size(e.Limit))
}

func size(bytes float64) string { return humanize.IBytes(uint64(bytes)) }

// Fits returns a *TooLarge for the first trial to do that alone needs more bytes than the limit.
func Fits(plans []Plan, limit float64) error {
	for _, p := range plans {
		for _, t := range p.Trials {
			if t.State == Todo && t.Memory > limit {
				label := newLabeller(p.Spec.Cases).label(p.Spec.Cases[t.Case])
				return &TooLarge{p.Spec.File, p.Spec.Line(t.Case), label, t.Memory, limit}
			}
		}
	}
	return nil
}
