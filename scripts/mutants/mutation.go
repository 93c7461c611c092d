package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// mutation is a wrong change of the source.
type mutation struct {
	ID         string   `toml:"id"`
	File       string   `toml:"file"`       // from the root of the module
	Find       string   `toml:"find"`       // stands in the file exactly once
	Replace    string   `toml:"replace"`    // stands in its place
	Breaks     string   `toml:"breaks"`     // what is wrong then, in one line
	Red        []string `toml:"red"`        // the experiments that fail then; none: this is no mathematics
	Equivalent string   `toml:"equivalent"` // why nothing can catch it; "": something must
	Unseen     string   `toml:"unseen"`     // why no verdict of an experiment can depend on it, though tests can
}

// pkg is the folder of the package that is mutated, from the root.
func (m mutation) pkg() string { return path.Dir(m.File) }

// hash identifies what a mutation does and what is run for it.
func (m mutation) hash() string {
	text := strings.Join(append([]string{m.File, m.Find, m.Replace}, m.Red...), "\x00")
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:16]
}

// readList reads every file of a folder. It returns the mutations that fit the source, and reports all
// others.
func readList(root, folder string) ([]mutation, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.toml"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, fmt.Errorf("no lists of mutations in %s", folder))
	}
	var list []mutation
	var wrong []error
	seen := map[string]bool{}
	for _, file := range files {
		var room struct {
			Mutations []mutation `toml:"mutation"`
		}
		meta, err := toml.DecodeFile(file, &room)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, key := range meta.Undecoded() {
			wrong = append(wrong, fmt.Errorf("%s: unknown key %s", file, key))
		}
		for _, m := range room.Mutations {
			_, err := m.apply(root)
			if err == nil && seen[m.ID] {
				err = errors.New("this id is there twice")
			}
			if err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %s: %w", filepath.Base(file), m.ID, err))
			} else {
				list = append(list, m)
			}
			seen[m.ID] = true
		}
	}
	return list, errors.Join(wrong...)
}

// apply returns the mutated text of the file, or says why the mutation is stale.
func (m mutation) apply(root string) (string, error) {
	switch {
	case m.ID == "" || m.Breaks == "" || m.Find == m.Replace:
		return "", errors.New("needs id, breaks, and a replacement that differs")
	case len(m.Red) == 0 && strings.HasPrefix(m.File, "theory/") && m.Equivalent == "":
		return "", errors.New("a mutation of the mathematics needs red, the experiments that fail then")
	}
	for _, name := range m.Red {
		if _, err := os.Stat(filepath.Join(root, experiment(name))); err != nil {
			return "", fmt.Errorf("red: no experiment %q", name)
		}
	}
	text, err := os.ReadFile(filepath.Join(root, m.File))
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.Find); n != 1 {
		return "", fmt.Errorf("stale: its text stands %d times in %s, not once: %q", n, m.File, m.Find)
	}
	return strings.Replace(string(text), m.Find, m.Replace, 1), nil
}

// experiment is the file of a spec, from the root.
func experiment(name string) string { return "experiments/" + name + ".toml" }

func selected(list []mutation, only *regexp.Regexp) []mutation {
	if only == nil {
		return list
	}
	return slices.DeleteFunc(list, func(m mutation) bool {
		return !only.MatchString(m.ID) && !only.MatchString(m.File)
	})
}

// treeOf is a hash of all that results depend on, but for the mutations themselves.
func treeOf(root, list string) (string, error) {
	h := sha256.New()
	counts := []string{".go", ".s", ".mod", ".sum", ".toml", ".sql", ".json", ".csv", ".txtar"}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			skipped := name == "out" || name == "bin" || name == path.Dir(list)
			if skipped || name != "." && name[0] == '.' {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(counts, path.Ext(name)) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return err
	})
	return fmt.Sprintf("%x", h.Sum(nil))[:16], err
}
