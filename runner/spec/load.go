package spec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"proxflow/results"
)

// maxSpec is the largest size of a file in bytes. A larger file is most likely a wrong path.
const maxSpec = 16 << 20

// Load reads the specs at the paths. For a directory these are all its *.toml files in alphabetical order.
// Load builds every case, so that nothing runs before all specs are known to be valid. The size selects the
// ordinary cases, or those of [quick] or [full]. An error is an *Error.
func Load(size results.Size, paths ...string) ([]*Spec, error) {
	return load(func(name string) (fs.File, error) { return os.Open(name) }, filepath.Join, size, paths)
}

// LoadFS is like Load, but reads the files of fsys.
func LoadFS(fsys fs.FS, size results.Size, paths ...string) ([]*Spec, error) {
	return load(fsys.Open, path.Join, size, paths)
}

type opener func(name string) (fs.File, error)

func load(open opener, join func(...string) string, size results.Size, paths []string) ([]*Spec, error) {
	var files []string
	for _, p := range paths {
		more, err := open.list(join(p), join)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	var specs []*Spec
	taken, seen := names{}, map[string]bool{}
	for _, file := range files {
		if seen[file] {
			continue
		}
		seen[file] = true
		text, err := open.read(file)
		if err != nil {
			return nil, err
		}
		d, err := parse(file, text)
		if err != nil {
			return nil, err
		}
		d.read = func(name string) (string, error) {
			if !filepath.IsAbs(name) {
				name = join(file, "..", name)
			}
			return open.read(name)
		}
		s, err := read(d, size, taken)
		if err != nil {
			return nil, err
		}
		specs = append(specs, s)
	}
	return specs, nil
}

// list returns the spec files at a path: the file itself, or those in the directory.
func (open opener) list(name string, join func(...string) string) ([]string, error) {
	f, err := open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, unreadable(name, err)
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	dir, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil, unreadable(name, errors.ErrUnsupported)
	}
	entries, err := dir.ReadDir(-1)
	if err != nil {
		return nil, unreadable(name, err)
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".toml") {
			files = append(files, join(name, e.Name()))
		}
	}
	if files == nil {
		return nil, &Error{File: name, Msg: "no spec in this directory; a spec is a *.toml file"}
	}
	slices.Sort(files)
	return files, nil
}

func (open opener) read(name string) (string, error) {
	f, err := open(name)
	if err != nil {
		return "", unreadable(name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSpec+1))
	if err != nil {
		return "", unreadable(name, err)
	}
	if len(b) > maxSpec {
		msg := fmt.Sprintf("the file is larger than the limit of %d bytes", maxSpec)
		return "", &Error{File: name, Msg: msg}
	}
	return string(b), nil
}

// unreadable returns the error for a file that cannot be read, with the file's name only once.
func unreadable(name string, err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &Error{File: name, Msg: "there is no such file or directory"}
	}
	return &Error{File: name, Msg: fmt.Sprintf("cannot be read: %v", err)}
}
