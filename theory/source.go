// Package theory is the mathematics: convex potentials, manifolds, schedules, flows, and the checks of the claims
// about them. It knows nothing of files, databases or terminals. docs/theory.md is its account: each claim with its
// reason, each closed form, and what is beyond the paper.
//
// The package itself holds only the fingerprint of its own source, which is the version of every check: a stored
// number is used again just as long as the mathematics that made it has not changed.
package theory

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

//go:embed *
var source embed.FS

// Fingerprint names the mathematics of this binary: a hash of the source below this directory, comments and layout
// apart, with the versions of Go and of the numerical library and the architecture, all of which may change last digits.
var Fingerprint = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOARCH)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "gonum.org/v1/gonum" {
				fmt.Fprintln(h, m.Path, m.Version)
			}
		}
		for _, s := range info.Settings {
			if s.Key == "GOAMD64" || s.Key == "GOARM64" {
				fmt.Fprintln(h, s.Key, s.Value)
			}
		}
	}
	err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".go" && path.Ext(name) != ".s" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		src, err := source.ReadFile(name)
		if path.Ext(name) == ".go" {
			src = []byte(tokens(src))
		}
		fmt.Fprintf(h, "%s\n%s\n", name, src)
		return err
	})
	if err != nil {
		panic("theory: the embedded source cannot be read: " + err.Error())
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
})

// tokens is Go source without comments and layout, and without semicolons, most of which the layout implies.
func tokens(src []byte) string {
	var b strings.Builder
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", files.Base(), len(src)), src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return b.String()
		}
		if tok != token.SEMICOLON {
			fmt.Fprintf(&b, "%s %s\n", tok, lit)
		}
	}
}
