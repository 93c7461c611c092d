package claim

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"sync"

	"proxflow/theory/catalog"
	"proxflow/theory/learn"
)

// trainingName names a training by its parameters, without those on which it does not depend, and its origin.
func trainingName(ref catalog.Ref, origin string, without ...string) string {
	params := maps.Clone(ref)
	for _, k := range without {
		delete(params, k)
	}
	text, err := json.Marshal(params)
	if err != nil {
		panic("claim: a canonical parameter is no JSON: " + err.Error())
	}
	return "learned-images " + string(text) + " " + origin
}

// trainKept returns the training of a configuration, named by its seed. It is that of the artifact, if it is kept there, and
// goes on from its checkpoint if it is not done.
func trainKept(ctx context.Context, t *Trial, config learn.Config) (*learn.State, error) {
	if t.Artifacts == nil {
		return learn.Train(ctx, config, nil)
	}
	key := artifactKey(config.Seed)
	lock, _ := busy.LoadOrStore(key, &sync.Mutex{})
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()
	from, err := loadTraining(t.Artifacts, key)
	if err != nil {
		return nil, err
	}
	save := func(s *learn.State) error {
		data, err := s.MarshalBinary()
		if err != nil {
			return err
		}
		return t.Artifacts.Save(key, data)
	}
	config.Checkpoint = save
	s, err := learn.Train(ctx, config, from)
	switch {
	case err != nil && s != nil && ctx.Err() != nil && s.Step > 0: // interrupted: what is done is kept
		return nil, errors.Join(err, save(s))
	case err != nil:
		return nil, err
	case from == nil || from.Step < s.Step:
		err = save(s)
	}
	return s, err
}
