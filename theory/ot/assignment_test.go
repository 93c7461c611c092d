package ot

import "testing"

func TestAssignmentReachesTheKnownCosts(t *testing.T) { solvesInstances(t, &Assignment{}, 0) }
