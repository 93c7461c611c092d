package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// WriteFile replaces a file as a whole: no reader sees half of it, and after a full disk or a kill the old
// file is still there. It writes a temporary file in the same directory, syncs it and renames it. Devices and
// pipes, such as /dev/stdout, are written directly. The error is a *DiskError.
func WriteFile(name string, content []byte) error {
	if err := replace(name, content); err != nil {
		return refused(name, "cannot write", err)
	}
	return nil
}

func replace(name string, content []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return pass(name, content)
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

// pass writes to a device or a pipe. It does not wait until somebody reads a pipe: perhaps nobody ever does.
func pass(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) {
		return errors.New("it is a pipe that nobody reads")
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// System is the file system of the machine, by paths as the machine writes them.
var System fs.StatFS = system{}

type system struct{}

func (system) Open(name string) (fs.File, error)     { return os.Open(name) }
func (system) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

// MakeDirectory creates a directory and its parents if necessary. The error is a *DiskError.
func MakeDirectory(name string) error {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return refused(name, "cannot make this directory", err)
	}
	return nil
}

// refused is the error for what the disk refused.
func refused(name, what string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &DiskError{name, what + ": " + fullDisk, err}
	}
	return &DiskError{name, what + ": " + Cause(err).Error(), err}
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
