package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// writeImages is the script command "images DIR SPEC". It writes 20 training and 10 test images of 2×2 pixels
// into DIR, in MNIST's format, and replaces the word HASHES in SPEC by the hashes of the files.
func writeImages(ts *testscript.TestScript, _ bool, args []string) {
	dir, spec := ts.MkAbs(args[0]), ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(dir, 0o777))
	var hashes []string
	for _, f := range []struct {
		name, key string
		head      []byte
		n, size   int
	}{
		{"train-images-idx3-ubyte.gz", "train-images",
			[]byte{0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 2, 0, 0, 0, 2}, 20, 4},
		{"train-labels-idx1-ubyte.gz", "train-labels", []byte{0, 0, 8, 1, 0, 0, 0, 20}, 20, 1},
		{"t10k-images-idx3-ubyte.gz", "test-images", []byte{0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 2},
			10, 4},
		{"t10k-labels-idx1-ubyte.gz", "test-labels", []byte{0, 0, 8, 1, 0, 0, 0, 10}, 10, 1},
	} {
		for i := range f.n * f.size {
			f.head = append(f.head, byte(i*i*f.size))
		}
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := z.Write(f.head)
		ts.Check(err)
		ts.Check(z.Close())
		ts.Check(os.WriteFile(filepath.Join(dir, f.name), b.Bytes(), 0o666))
		hashes = append(hashes, fmt.Sprintf("%s = \"%x\"", f.key, sha256.Sum256(b.Bytes())))
	}
	text, err := os.ReadFile(spec)
	ts.Check(err)
	ts.Check(os.WriteFile(spec, []byte(strings.ReplaceAll(string(text), "HASHES",
		strings.Join(hashes, ", "))), 0o666))
}
