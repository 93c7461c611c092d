package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile replaces a file as a whole: no reader sees half of it, and after a full disk or a kill the old
// file is still there. It writes a temporary file in the same directory, syncs it and renames it. Devices and
// pipes, such as /dev/stdout, are written directly. The error is a *DiskError.
func WriteFile(name string, content []byte) error {
	if err := replace(name, content); err != nil {
		return &DiskError{name, "cannot write: " + Cause(err).Error(), err}
	}
	return nil
}

func replace(name string, content []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, content, 0o666)
	}
	temporary := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s-%d", filepath.Base(name), os.Getpid()))
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		os.Remove(temporary)
	}
	return err
}

// MakeDirectory creates a directory and its parents if necessary. The error is a *DiskError.
func MakeDirectory(name string) error {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return &DiskError{name, "cannot make this directory: " + Cause(err).Error(), err}
	}
	return nil
}

// Cause strips the file name from an error of the file system, for messages that already have it.
func Cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
