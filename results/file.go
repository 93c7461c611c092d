package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile replaces a file whole or not at all: no reader sees half of it, and a full disk or a kill leaves the old one. The
// content goes to another name in the same directory, to the disk, and is then renamed. What is no file, as /dev/stdout, is
// written as it is. The error, a *DiskError, names the file.
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

// MakeDirectory makes a directory and its parents, if there are none. The error names it.
func MakeDirectory(name string) error {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return &DiskError{name, "cannot make this directory: " + Cause(err).Error(), err}
	}
	return nil
}

// Cause is an error of the file system without the file's name, for messages that have it already.
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
