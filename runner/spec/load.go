package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"proxflow/results"
	"proxflow/theory/guard"
)

// maxSpec is the largest size of a file in bytes. A larger file is most likely a wrong path.
const maxSpec = 16 << 20

// Load reads the specs at the paths. For a directory these are all its *.toml files in alphabetical order.
// Load builds every case, so that nothing runs before all specs are known to be valid. The size selects the
// ordinary cases, or those of [quick] or [full]. An error is an *Error.
func Load(size results.Size, paths ...string) ([]*Spec, error) {
	return load(results.System, filepath.Join, size, paths)
}

// LoadFS is like Load, but reads the files of fsys.
func LoadFS(fsys fs.FS, size results.Size, paths ...string) ([]*Spec, error) {
	return load(fsys, path.Join, size, paths)
}

func load(fsys fs.FS, join func(...string) string, size results.Size, paths []string) ([]*Spec, error) {
	var files []string
	for _, p := range paths {
		more, err := list(fsys, join(p), join)
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
		text, err := readText(fsys, file)
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
			return readText(fsys, name)
		}
		s, err := read(d, size, taken)
		if err != nil {
			return nil, err
		}
		specs = append(specs, s)
	}
	return specs, nil
}

// list returns the spec files at a path: itself, or those in it.
func list(fsys fs.FS, name string, join func(...string) string) ([]string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	entries, err := fs.ReadDir(fsys, name)
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

func readText(fsys fs.FS, name string) (string, error) {
	b, err := guard.ReadFile(fsys, name, maxSpec)
	if err != nil {
		return "", unreadable(name, err)
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
