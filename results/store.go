package results

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver
)

// Store is one SQLite file; schema.sql documents it. Its methods are safe for concurrent use. Where a
// *UsageError or a *DiskError says what is wrong, the error is one of these.
//
// While a run has the store open, others may read it. Commits go to a log beside the file (path-wal,
// path-shm), which makes them quick, and a kill at any moment loses no trial for which Put has returned.
// Close folds the log back into the file, so that a finished store is one plain file.
type Store struct {
	Reader
	lock *flock.Flock // nil if opened for reading
}

// Open opens the store for a run, and creates it and its directory if necessary. Until Close no other run may
// have it: a second Open fails at once. The lock is a file beside the store, path.lock, which Close removes.
func Open(path string) (*Store, error) {
	s := &Store{Reader: Reader{path: path}}
	file, err := resolve(path)
	if err != nil {
		return nil, explain(path, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return nil, explain(path, err)
	}
	if s.lock, err = acquire(file + ".lock"); err != nil {
		return nil, explain(path, err)
	}
	if s.lock == nil {
		return nil, &UsageError{path, "in use by another run: wait until it ends, or name another store"}
	}
	s.connect(file, url.Values{
		"mode":    {"rwc"},
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "foreign_keys(1)", "synchronous(normal)"},
	})
	if err := s.prepare(); err != nil {
		s.abandon()
		return nil, explain(path, err)
	}
	return s, nil
}

// OpenReadOnly opens the store for reading, even while a run writes it, and even on read-only media.
func OpenReadOnly(path string) (*Store, error) {
	s := &Store{Reader: Reader{path: path}}
	file, err := resolve(path)
	if err != nil {
		return nil, explain(path, err)
	}
	if f, err := os.Open(file); errors.Is(err, fs.ErrNotExist) {
		return nil, &UsageError{path, "there is no such store: create it with a run, or name another one"}
	} else if err != nil {
		return nil, &UsageError{path, "cannot read: " + errors.Unwrap(err).Error()}
	} else {
		f.Close()
	}
	query := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)"}}
	s.connect(file, query)
	version, empty, err := s.identify()
	if err != nil && !holds(file+"-wal") && !holds(file+"-journal") {
		// SQLite wants to create an empty log for a store whose log could not be removed, which read-only
		// media refuse. Nothing is under way, so the file can be read as it is.
		s.db.Close()
		query.Set("immutable", "1")
		s.connect(file, query)
		version, empty, err = s.identify()
	}
	if err == nil && (empty || version == 0) {
		err = &UsageError{path, "not a proxflow store: it is empty"}
	}
	if err != nil {
		s.db.Close()
		return nil, explain(path, err)
	}
	s.old = version < schemaVersion
	return s, nil
}

// Old says that an older proxflow made the store, so that damage in it goes unnoticed: it has no digests.
// Open migrates such a store.
func (s *Store) Old() bool { return s.old }

// Close closes the store.
func (s *Store) Close() error {
	if s.lock == nil {
		return explain(s.path, s.db.Close())
	}
	// While others read, the log cannot be removed. Then it stays behind, empty, until the next Close.
	_, err := s.db.Exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
	if e := (*UsageError)(nil); errors.As(explain(s.path, err), &e) {
		err = nil
	}
	return explain(s.path, errors.Join(err, s.abandon()))
}

// abandon closes everything without folding the log back.
func (s *Store) abandon() error {
	err := s.db.Close()
	os.Remove(s.lock.Path()) // before unlocking: see acquire
	return errors.Join(err, s.lock.Unlock())
}

// resolve follows links, so that a store has one lock whatever its name.
func resolve(path string) (string, error) {
	file, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return "", &UsageError{path, "is a directory: name the file of a store"}
	} else if err == nil && !info.Mode().IsRegular() { // opening a pipe could block for ever
		return "", &UsageError{path, "is a device or a pipe: name the file of a store"}
	}
	return file, nil
}

// holds reports whether the file exists and is not empty.
func holds(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// acquire takes the lock, or returns nil if somebody else has it. Its holder may remove the file, so after
// taking the lock make sure that it is still the file that others see.
func acquire(path string) (*flock.Flock, error) {
	for {
		lock := flock.New(path)
		if ok, err := lock.TryLock(); !ok {
			return nil, err
		}
		mine, err := lock.Stat()
		if err != nil {
			return nil, errors.Join(err, lock.Unlock())
		}
		if seen, err := os.Stat(path); err == nil && os.SameFile(mine, seen) {
			return lock, nil
		}
		if err := lock.Unlock(); err != nil {
			return nil, err
		}
	}
}

// connect prepares a single connection, whose state is ours alone. SQLite opens the file at the first query.
func (s *Store) connect(file string, query url.Values) {
	file = filepath.ToSlash(file)
	if runtime.GOOS == "windows" {
		file = "/" + file // file:///C:/…
	}
	uri := url.URL{Scheme: "file", Path: file, RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		panic("results: " + err.Error()) // the driver is not registered
	}
	db.SetMaxOpenConns(1)
	s.db = db
}

// prepare creates the tables if the file is empty, migrates an older one, and turns the log on.
func (s *Store) prepare() error {
	version, empty, err := s.identify()
	if err != nil {
		return err
	}
	err = s.write(func(tx *sql.Tx) error { // fails if the file is read-only
		switch {
		case empty:
			return create(tx)
		case version < schemaVersion:
			return migrate(tx)
		}
		return nil
	})
	if err == nil {
		err = s.read(s.verifySeal)
	}
	if err != nil {
		return err
	}
	_, err = s.db.Exec("PRAGMA journal_mode = WAL") // some file systems cannot: then commits are slower
	return err
}

// identify says what kind of file it is, without changing it.
func (s *Store) identify() (version int, empty bool, err error) {
	var app, tables int
	err = s.db.QueryRow(`SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id a, pragma_user_version v`).Scan(&app, &version, &tables)
	switch {
	case err != nil:
	case app == 0 && version == 0 && tables == 0:
		empty = true
	case app != applicationID:
		err = &UsageError{s.path, "not a proxflow store: the SQLite file of another application"}
	case version > schemaVersion:
		const newer = "made by a newer proxflow (schema %d; this one knows only %d): update proxflow"
		err = &UsageError{s.path, fmt.Sprintf(newer, version, schemaVersion)}
	case version >= 1 && version < oldestVersion:
		const older = "made by an older proxflow (schema %d; this one knows only %d and later), " +
			"whose trials would all run again: remove it, or name another store"
		err = &UsageError{s.path, fmt.Sprintf(older, version, oldestVersion)}
	case version < 1:
		err = damaged(s.path, "it has schema %d", version)
	}
	return version, empty, err
}

// write runs work in one transaction.
func (s *Store) write(work func(*sql.Tx) error) error {
	tx, err := s.db.Begin()
	if err == nil {
		if err = work(tx); err == nil {
			err = tx.Commit()
		}
		if err != nil {
			tx.Rollback() // does nothing after a commit
		}
	}
	return explain(s.path, err)
}

// insert runs a statement once for each of n rows.
func insert(tx *sql.Tx, statement string, n int, row func(i int) []any) error {
	if n == 0 {
		return nil
	}
	prepared, err := tx.Prepare(statement)
	if err != nil {
		return err
	}
	defer prepared.Close()
	for i := range n {
		if _, err := prepared.Exec(row(i)...); err != nil {
			return err
		}
	}
	return nil
}

// each calls take for every row of a query, with the function that scans it.
func each(q querier, take func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := q.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// asJSON scans a value from a column that holds it as JSON.
type asJSON struct{ value any }

func (j asJSON) Scan(text any) error {
	s, ok := text.(string)
	if !ok {
		return fmt.Errorf("results: %T is not JSON", text)
	}
	return json.Unmarshal([]byte(s), j.value)
}

func toJSON(value any) string {
	b, err := json.Marshal(value)
	if err != nil {
		panic("results: " + err.Error()) // maps and lists of strings cannot fail
	}
	return string(b)
}

// orNull stores an empty string as NULL.
func orNull(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }
