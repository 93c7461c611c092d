package spec

import (
	"encoding/json"
	"errors"
	"fmt"

	"proxflow/results"
	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/guard"
)

// Params are the parameters of a trial of a case. They are those of the case, but without a perturbation on
// which only its summary depends.
func (s *Spec) Params(c results.Case, repeat int) json.RawMessage {
	if repeat == results.Summary {
		return c.Params
	}
	return trialParams(c)
}

func trialParams(c results.Case) json.RawMessage {
	var given struct {
		Perturb *struct {
			Name string `json:"name"`
		} `json:"perturb"`
	}
	base := unperturbed(c.Params)
	if len(base) == len(c.Params) {
		return c.Params
	}
	if err := json.Unmarshal(c.Params, &given); err != nil || given.Perturb == nil {
		return c.Params
	}
	if p, ok := claim.Perturbations.Blank(given.Perturb.Name); ok && claim.KindOf(p).Summary {
		return base
	}
	return c.Params
}

// Derived returns the spec under another name, with some of its cases, other random numbers, and a
// perturbation unless that is nil. It leaves out cases that cannot be perturbed in this way, which may be
// all.
func (s *Spec) Derived(name string, seed int64, cases []results.Case, perturb catalog.Ref) (*Spec, error) {
	out := &Spec{Experiment: s.Experiment, seed: seed}
	out.Name, out.Text, out.Cases, out.Tables, out.Figures = name, "", nil, nil, nil
	for _, c := range cases {
		ref := catalog.Ref{}
		if err := json.Unmarshal(c.Params, &ref); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		ref["name"] = s.Check
		if perturb != nil {
			ref["perturb"] = perturb
		}
		var built claim.Check
		err := guard.Do(func() (err error) {
			built, ref, err = claim.Catalog.Build(ref)
			return err
		})
		if e := (*catalog.Error)(nil); errors.As(err, &e) && e.Path == "perturb" {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		delete(ref, "name")
		out.Cases = append(out.Cases, newCase(s.Check, seed, len(c.Keys), built, ref, c.Control))
	}
	return out, nil
}

// BaseSeed is the seed that the spec states.
func (s *Spec) BaseSeed() int64 { return s.seed }
