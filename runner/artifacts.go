package runner

import (
	"context"
	"sync"

	"proxflow/theory"
	"proxflow/theory/claim"
)

// artifacts are those of a store as the trials of a run see them: what other mathematics made is out of
// sight.
type artifacts struct {
	store Store
	run   int64

	lock    sync.Mutex
	busy    map[string]chan struct{} // with room for one: whoever holds the lock of a key
	unsaved error                    // the first error of the store in Save
}

var _ claim.Artifacts = (*artifacts)(nil)

func (a *artifacts) Load(key string) ([]byte, bool, error) { return a.store.LoadArtifact(visible(key)) }

func (a *artifacts) Save(key string, data []byte) error {
	err := a.store.SaveArtifact(a.run, visible(key), theory.Fingerprint(), data)
	a.lock.Lock()
	defer a.lock.Unlock()
	if a.unsaved == nil {
		a.unsaved = err
	}
	return err
}

func (a *artifacts) Lock(ctx context.Context, key string) (unlock func(), err error) {
	a.lock.Lock()
	if a.busy == nil {
		a.busy = map[string]chan struct{}{}
	}
	c := a.busy[key]
	if c == nil {
		c = make(chan struct{}, 1)
		a.busy[key] = c
	}
	a.lock.Unlock()
	select {
	case c <- struct{}{}:
		return sync.OnceFunc(func() { <-c }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// failure is why something could not be saved. Whatever the check made of it, it ends the run, as if a trial
// could not be stored.
func (a *artifacts) failure() error {
	a.lock.Lock()
	defer a.lock.Unlock()
	return a.unsaved
}

// visible is the key in the store for a key of a check.
func visible(key string) string { return theory.Fingerprint() + " " + key }
