// Package theory is the mathematics: convex potentials, manifolds, schedules, flows, and the checks of the
// claims about them. It knows nothing of files, databases or terminals. docs/theory.md explains it: each
// claim with its reason, each closed form, and what goes beyond the paper.
//
// The package itself holds only the fingerprint of its source, which is the version of every check: a stored
// number is reused for as long as the mathematics that made it is the same.
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

	"golang.org/x/sys/cpu"
)

//go:embed *
var source embed.FS

// Features names the features of this processor that choose, at run time, between code paths whose results
// differ in the last digits: "avx avx2 fma".
//
//   - With AVX and FMA, math.Exp of Go on amd64 fuses multiply-adds (math/exp_amd64.s), and so do Pow, Erf
//     and Cosh, which call it.
//   - With AVX2 and FMA, trainings run on the assembly of learn/internal/kernel, otherwise on its Go code.
//   - With the vector facility of s390x, package math uses assembly for most functions.
//
// Nothing else here looks at the processor: gonum's assembly needs only what every amd64 has, math.FMA rounds
// the same in hardware and in software, and on other architectures the compiler alone decides.
func Features() string {
	var names []string
	for _, f := range []struct {
		has  bool
		name string
	}{{cpu.X86.HasAVX, "avx"}, {cpu.X86.HasAVX2, "avx2"}, {cpu.X86.HasFMA, "fma"}, {cpu.S390X.HasVX, "vx"}} {
		if f.has {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, " ")
}

// Fingerprint identifies the mathematics of this binary on this processor: a hash of the source below this
// directory, without comments and layout, and of everything else that may change the last digits: the
// versions of Go and gonum, the architecture, and the Features of the processor. So neither a trial nor a
// training is shared between processors that round differently.
var Fingerprint = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOARCH, Features())
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
		ext := path.Ext(name)
		if err != nil || ext != ".go" && ext != ".s" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		src, err := source.ReadFile(name)
		if ext == ".go" {
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

// tokens returns Go source without comments, layout and semicolons, most of which the layout implies.
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
