package results

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func artifact(t *testing.T, s *Store, key string) []byte {
	t.Helper()
	data, ok, err := s.LoadArtifact(key)
	if err != nil || !ok {
		t.Fatalf("%s: %t, %v", key, ok, err)
	}
	return data
}

func TestAnArtifactComesBackBitByBit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	s := open(t, path)
	first, second := begin(t, s), begin(t, s)
	big := bytes.Repeat([]byte{0, 0xff, '\'', 'a', '\n'}, 300_000)
	for _, a := range []struct {
		run  int64
		key  string
		data []byte
	}{{first, "nil", nil}, {first, "empty", []byte{}}, {first, "big", []byte("a checkpoint")}, {second, "big",
		big}, {first, "a'b\" c", []byte{0}}} {
		if err := s.SaveArtifact(a.run, a.key, "v1", a.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := must(OpenReadOnly(path))(t)
	defer r.Close()
	for key, want := range map[string][]byte{"nil": {}, "empty": {}, "big": big, "a'b\" c": {0}} {
		if !bytes.Equal(artifact(t, r, key), want) {
			t.Errorf("%s comes back as something else", key)
		}
	}
	if data, ok, err := r.LoadArtifact("none"); ok || err != nil || data != nil {
		t.Errorf("none: %v, %t, %v", data, ok, err)
	}
	list := must(r.Artifacts())(t)
	// The hashes are those of sha256sum.
	same(t, "artifacts", list, []Artifact{
		{"a'b\" c", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", 1, "v1", first},
		{"big", "f28c75c55b2e56f3468d720b98e0b3205d2a87bc5117ce9289227d351360a3cd", len(big), "v1", second},
		{"empty", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, "v1", first},
		{"nil", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, "v1", first},
	})
}

func TestADamagedArtifactIsReportedAndTheStoreStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	s := open(t, path)
	run := begin(t, s)
	for _, key := range []string{"weights 1", "weights 2"} {
		if err := s.SaveArtifact(run, key, "v1", []byte("0123456789")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Put(run, bigTrial("a")); err != nil {
		t.Fatal(err)
	}
	const damage = `UPDATE artifact SET data = CAST('0123456788' AS BLOB) WHERE key = 'weights 1'`
	if _, err := s.db.Exec(damage); err != nil {
		t.Fatal(err)
	}
	data, ok, err := s.LoadArtifact("weights 1")
	var usage *UsageError
	if ok || data != nil || !errors.As(err, &usage) ||
		!strings.Contains(err.Error(), `damaged: the artifact "weights 1" `) {
		t.Errorf("%q, %t, %v", data, ok, err)
	}
	oneLineAbout(t, path, err)
	same(t, "the other one", string(artifact(t, s, "weights 2")), "0123456789")
	if err := s.SaveArtifact(run, "weights 1", "v1", []byte("new")); err != nil { // it may be made anew
		t.Fatal(err)
	}
	same(t, "the new one", string(artifact(t, s, "weights 1")), "new")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	intact(t, path, []string{"a"})
}

func TestAFullDiskLeavesTheEarlierCheckpoint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sqlite")
	s := open(t, path)
	run := begin(t, s)
	if err := s.SaveArtifact(run, "k", "v1", []byte("a checkpoint")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec("PRAGMA max_page_count = 60"); err != nil {
		t.Fatal(err)
	}
	err := s.SaveArtifact(run, "k", "v1", make([]byte, 1<<20))
	var disk *DiskError
	if !errors.As(err, &disk) {
		t.Errorf("%v", err)
	}
	same(t, "what is kept", string(artifact(t, s, "k")), "a checkpoint")
}

func TestWorkersSaveWhileTrialsAreStored(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.sqlite"))
	run := begin(t, s)
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for i := range 50 {
				text := fmt.Sprint(w, " ", i)
				if err := s.SaveArtifact(run, fmt.Sprint("of ", w), "v1", []byte(text)); err != nil {
					t.Error(err)
				}
				if err := s.SaveArtifact(run, "of all", "v1", []byte(text)); err != nil {
					t.Error(err)
				}
				if got, _, err := s.LoadArtifact(fmt.Sprint("of ", w)); err != nil || string(got) != text {
					t.Errorf("saved %s, loaded %s, %v", text, got, err)
				}
				if _, _, err := s.LoadArtifact("of all"); err != nil { // whole, whoever saved it
					t.Error(err)
				}
			}
		})
	}
	for i := range 50 {
		if err := s.Put(run, bigTrial(fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
	}
	workers.Wait()
	same(t, "trials", len(must(s.Finished())(t)), 50)
	same(t, "artifacts", len(must(s.Artifacts())(t)), 5)
}
