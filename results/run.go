package results

import (
	"database/sql"
	"time"
)

// Provenance records where the trials of one run come from. Times are in RFC 3339.
type Provenance struct {
	Run       int64             `json:"run"`    // number, set by Begin
	Commit    string            `json:"commit"` // "" if unknown
	Dirty     bool              `json:"dirty"`  // the source had changes that were not committed
	GoVersion string            `json:"go-version"`
	Modules   map[string]string `json:"modules"` // version by path
	GOOS      string            `json:"goos"`
	GOARCH    string            `json:"goarch"`
	GOAMD64   string            `json:"goamd64,omitempty"`
	CPU       string            `json:"cpu"`          // model
	Features  string            `json:"cpu-features"` // of the CPU that decide last digits: "avx avx2 fma"
	Workers   int               `json:"workers"`
	Command   []string          `json:"command"` // line, word by word
	Specs     map[string]string `json:"specs"`   // text by file
	Start     string            `json:"start"`
	End       string            `json:"end,omitempty"`    // "" while it runs, and for good if it was killed
	Status    string            `json:"status,omitempty"` // likewise
}

// Begin records a run and returns its number.
func (s *Store) Begin(p Provenance) (run int64, err error) {
	err = s.write(func(tx *sql.Tx) error {
		if p.Modules == nil {
			p.Modules = map[string]string{}
		}
		done, err := tx.Exec(`INSERT INTO run (commit_id, dirty, go_version, modules, goos, goarch, goamd64,
			cpu, features, workers, command, specs, started, ended, status)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			p.Commit, p.Dirty, p.GoVersion, toJSON(p.Modules), p.GOOS, p.GOARCH, p.GOAMD64, p.CPU, p.Features,
			p.Workers, toJSON(p.Command), toJSON(p.Specs), p.Start, p.End, p.Status)
		if err != nil {
			return err
		}
		if run, err = done.LastInsertId(); err != nil {
			return err
		}
		return seal(tx, "run", run)
	})
	return run, err
}

// End records that a run ends now, and how.
func (s *Store) End(run int64, status string) error {
	return s.write(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE run SET ended = ?, status = ? WHERE id = ?`,
			time.Now().UTC().Format(time.RFC3339), status, run)
		if err != nil {
			return err
		}
		return seal(tx, "run", run)
	})
}

// Runs returns all runs, the earliest first.
func (r *Reader) Runs() ([]Provenance, error) {
	var runs []Provenance
	err := r.read(func(q querier) error {
		if err := r.verify(q, "run", "id", "true"); err != nil {
			return err
		}
		return each(q, func(scan func(...any) error) error {
			var p Provenance
			err := scan(&p.Run, &p.Commit, &p.Dirty, &p.GoVersion, asJSON{&p.Modules}, &p.GOOS, &p.GOARCH,
				&p.GOAMD64, &p.CPU, &p.Features,
				&p.Workers, asJSON{&p.Command}, asJSON{&p.Specs}, &p.Start, &p.End, &p.Status)
			runs = append(runs, p)
			return err
		}, `SELECT id, commit_id, dirty, go_version, modules, goos, goarch, goamd64, cpu, features, workers,
			command, specs, started, ended, status FROM run ORDER BY id`)
	})
	return runs, err
}
