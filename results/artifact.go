package results

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
)

// Artifact is what a check keeps beyond its trial, for other trials and for a run that resumes: a training,
// or its latest checkpoint.
type Artifact struct {
	Key     string
	Hash    string // SHA-256 of the data, in hexadecimal digits
	Size    int    // of the data, in bytes
	Version string // version of the mathematics that made it
	Run     int64  // the run that saved it last
}

// SaveArtifact stores data under a key, replacing what was there. Once it returns nil the data survive a
// kill.
func (s *Store) SaveArtifact(run int64, key, version string, data []byte) error {
	if data == nil {
		data = []byte{} // nil would be stored as NULL
	}
	return s.write(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT OR REPLACE INTO artifact (key, version, hash, size, run, data)
			VALUES (?, ?, ?, ?, ?, ?)`, key, version, hashOf(data), len(data), run, data)
		return err
	})
}

// LoadArtifact returns what was last saved under a key, and whether anything was. Data that have changed
// since are an error and stay in the store.
func (s *Store) LoadArtifact(key string) (data []byte, ok bool, err error) {
	var hash string
	err = s.db.QueryRow(`SELECT hash, data FROM artifact WHERE key = ?`, key).Scan(&hash, &data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, explain(s.path, err)
	case hashOf(data) != hash:
		return nil, false, damaged(s.path, "the artifact %q does not have the SHA-256 it was saved with", key)
	}
	return data, true, nil
}

// Artifacts lists the artifacts, sorted by key.
func (r *Reader) Artifacts() ([]Artifact, error) {
	var list []Artifact
	err := r.each(func(scan func(...any) error) error {
		var a Artifact
		err := scan(&a.Key, &a.Hash, &a.Size, &a.Version, &a.Run)
		list = append(list, a)
		return err
	}, `SELECT key, hash, size, version, run FROM artifact ORDER BY key`)
	return list, err
}

func hashOf(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
