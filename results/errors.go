package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// UsageError says that a file cannot serve as the store: it is missing, of another kind or version, damaged,
// or in use by another run. Another path, or another moment, may help.
type UsageError struct{ Path, Msg string }

func (e *UsageError) Error() string { return e.Path + ": " + e.Msg }

// DiskError says that the disk refused: it is full, read-only, forbidden or broken. What was stored before is
// still there.
type DiskError struct {
	Path, Msg string
	Err       error
}

func (e *DiskError) Error() string { return e.Path + ": " + e.Msg }
func (e *DiskError) Unwrap() error { return e.Err }

const fullDisk = "the disk is full: free some space and run again; what had finished is kept"

// explain gives an error of SQLite or of the file system its type and a message in plain words.
func explain(path string, err error) error {
	var usage *UsageError
	var disk *DiskError
	if err == nil || errors.As(err, &usage) || errors.As(err, &disk) {
		return err
	}
	var code, extended int
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		extended = e.Code()
		code = extended & 0xff // the other bits distinguish causes with the same cure, but for a short read
	}
	switch {
	case code == lib.SQLITE_NOTADB && !strings.HasPrefix(head(path), "SQLite format 3\x00"):
		return &UsageError{path, "not a proxflow store: it is not an SQLite file"}
	case code == lib.SQLITE_CORRUPT, code == lib.SQLITE_NOTADB, extended == lib.SQLITE_IOERR_SHORT_READ,
		code == lib.SQLITE_ERROR, code == lib.SQLITE_FORMAT: // of the schema, since our statements are sound
		return damaged(path, "%v", err)
	case code == lib.SQLITE_BUSY || code == lib.SQLITE_LOCKED:
		return &UsageError{path, "in use by another program: wait until it ends"}
	case (code == lib.SQLITE_READONLY || code == lib.SQLITE_IOERR) && gone(path):
		return &DiskError{path, "cannot write: the file was moved or removed while in use", err}
	case code == lib.SQLITE_FULL || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return &DiskError{path, fullDisk, err}
	case code == lib.SQLITE_READONLY || code == lib.SQLITE_PERM ||
		errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		return &DiskError{path, "cannot write: the file or its directory is read-only", err}
	case code == lib.SQLITE_IOERR || code == lib.SQLITE_CANTOPEN:
		return &DiskError{path, "the disk refused: " + err.Error(), err}
	case errors.Is(err, syscall.ENOTDIR):
		return &UsageError{path, "part of its path is not a directory"}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// damaged is the error for what is not as it was stored.
func damaged(path, format string, args ...any) error {
	const cure = "; restore the store, or remove it and run again"
	return &UsageError{path, "damaged: " + OneLine(fmt.Sprintf(format, args...)) + cure}
}

// OneLine escapes what would break a line or a terminal.
func OneLine(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == utf8.RuneError || !unicode.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// head is how a file begins.
func head(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b := make([]byte, 16)
	n, _ := f.Read(b)
	return string(b[:n])
}

func gone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
