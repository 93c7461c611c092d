// Package scaffold writes the start of a spec, a potential or a check: files that work and are there to be
// changed.
package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"unicode"

	"proxflow/theory/catalog"
	"proxflow/theory/claim"
	"proxflow/theory/potential"
)

//go:embed templates
var files embed.FS

var templates = template.Must(template.ParseFS(files, "templates/*.tmpl"))

// Kinds are what New can write.
var Kinds = []string{"spec", "potential", "check"}

// A kind says where its files go.
type kind struct {
	dir       string            // in the module; "" for the directory itself
	names     func() []string   // that are taken
	templates map[string]string // by the end of the name of the file
}

var kinds = map[string]kind{
	"spec": {"", func() []string { return nil }, map[string]string{".toml": "spec.toml.tmpl"}},
	"potential": {"theory/potential", potential.Catalog.Names,
		map[string]string{".go": "potential.go.tmpl", "_test.go": "potential_test.go.tmpl"}},
	"check": {"theory/claim/exact", claim.Catalog.Names,
		map[string]string{".go": "check.go.tmpl", "_test.go": "check_test.go.tmpl"}},
}

// Error says why nothing was written.
type Error struct{ error }

func errorf(format string, args ...any) error { return Error{fmt.Errorf(format, args...)} }

// New writes the files of a kind for a name into a directory, or for Go into the checkout that holds it, and
// returns them. It never replaces a file. What is wrong with the name or the place is an Error.
func New(dir, what, name string) (written []string, err error) {
	k, ok := kinds[what]
	if !ok {
		return nil, Error{catalog.Unknown("thing that proxflow new writes", what, Kinds)}
	}
	if !catalog.IsName(name) || name[0] < 'a' {
		return nil, errorf("%q is not a name: want lower-case letters, digits and single hyphens, a letter first",
			name)
	}
	for _, taken := range k.names() {
		if taken == name {
			return nil, errorf("there is already a %s %q", what, name)
		}
	}
	base := name
	data := map[string]string{"Name": name, "Type": camel(name)}
	if k.dir != "" {
		base = strings.ReplaceAll(name, "-", "_")
		if dir, err = checkout(dir); err != nil {
			return nil, err
		}
		dir = filepath.Join(dir, filepath.FromSlash(k.dir))
		if err := free(dir, base, data["Type"]); err != nil {
			return nil, err
		}
	}
	for end := range k.templates {
		if _, err := os.Lstat(filepath.Join(dir, base+end)); !errors.Is(err, fs.ErrNotExist) {
			return nil, errorf("%s is there already; proxflow new replaces nothing", filepath.Join(dir, base+end))
		}
	}
	for end, source := range k.templates {
		var b bytes.Buffer
		if err := templates.ExecuteTemplate(&b, source, data); err != nil {
			return written, err
		}
		file := filepath.Join(dir, base+end)
		if err := create(file, b.Bytes()); err != nil {
			return written, err
		}
		written = append(written, file)
	}
	return written, nil
}

// create writes a new file.
func create(file string, content []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return errorf("cannot write %s: %v", file, errors.Unwrap(err))
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// checkout finds the root of this module at or above a directory.
func checkout(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil &&
			strings.HasPrefix(string(text), "module proxflow\n") {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errorf("%s is not in a checkout of proxflow, where Go files would go", start)
		}
	}
}

// free checks that a package has no such type yet, and that Go would build the file everywhere.
func free(dir, base, name string) error {
	last := base[strings.LastIndexByte(base, '_')+1:]
	reserved := []string{"test", "linux", "darwin", "windows", "amd64", "arm64", "js", "wasm", "unix"}
	for _, special := range reserved {
		if base != last && last == special {
			return errorf("a Go file whose name ends in _%s is special: choose another name", last)
		}
	}
	sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(sources) == 0 {
		return errorf("%s has no Go package", dir)
	}
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
		if err != nil {
			return errorf("%v", err)
		}
		for _, d := range file.Decls {
			general, ok := d.(*ast.GenDecl)
			for i := 0; ok && i < len(general.Specs); i++ {
				if t, ok := general.Specs[i].(*ast.TypeSpec); ok && t.Name.Name == name {
					return errorf("%s has a type %s already: choose another name", source, name)
				}
			}
		}
	}
	return nil
}

// camel writes a name as Go does: my-target is MyTarget.
func camel(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		b.WriteRune(unicode.ToUpper(rune(word[0])))
		b.WriteString(word[1:])
	}
	return b.String()
}
