package runner

import (
	"bytes"
	"context"
	"sync"

	"proxflow/theory"
	"proxflow/theory/claim"
)

// artifacts gives the trials of a run access to the artifacts of a store. It hides those that another version
// of the mathematics made.
type artifacts struct {
	store keeper
	run   int64

	lock    sync.Mutex
	busy    map[string]chan struct{} // the lock of each key, a channel of capacity one
	unsaved error                    // the store's first error in Save
}

var _ claim.Artifacts = (*artifacts)(nil)

// keeper is the part of a Store that keeps artifacts.
type keeper interface {
	LoadArtifact(key string) (data []byte, ok bool, err error)
	SaveArtifact(run int64, key, version string, data []byte) error
}

// Scratch keeps artifacts in memory, for trials that must find nothing which an earlier run has left.
func Scratch() claim.Artifacts { return &artifacts{store: &memoryStore{of: map[string][]byte{}}} }

type memoryStore struct {
	lock sync.Mutex
	of   map[string][]byte
}

func (m *memoryStore) LoadArtifact(key string) ([]byte, bool, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	data, ok := m.of[key]
	return data, ok, nil
}

func (m *memoryStore) SaveArtifact(_ int64, key, _ string, data []byte) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.of[key] = bytes.Clone(data)
	return nil
}

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

// failure returns the reason why something could not be saved. Whatever the check made of it, it ends the
// run, as if a trial could not be stored.
func (a *artifacts) failure() error {
	a.lock.Lock()
	defer a.lock.Unlock()
	return a.unsaved
}

// visible returns the store's key for a check's key.
func visible(key string) string { return theory.Fingerprint() + " " + key }
