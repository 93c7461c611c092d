package runner

import (
	"sync"

	"proxflow/theory"
	"proxflow/theory/claim"
)

// artifacts are those of a store as a trial sees them: what other mathematics made is out of sight.
type artifacts struct {
	store Store
	run   int64

	lock    sync.Mutex
	unsaved error // the first error of the store in Save: not one of the trial
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

// failure is why something could not be saved, whatever the check made of it: the run ends with it, as if a trial could not
// be stored.
func (a *artifacts) failure() error {
	a.lock.Lock()
	defer a.lock.Unlock()
	return a.unsaved
}

// visible is the key of the store for a key of a check.
func visible(key string) string { return theory.Fingerprint() + " " + key }
