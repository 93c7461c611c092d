package results

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzStore changes some bytes of the file of a store: a reader sees the same, or an error that says what
// is wrong.
func FuzzStore(f *testing.F) {
	good := smallStore(f)
	path := filepath.Join(f.TempDir(), "good.sqlite")
	if err := os.WriteFile(path, good, 0o666); err != nil {
		f.Fatal(err)
	}
	want := must(readAll(path))(f)
	for _, at := range []uint32{0, 18, 60, 100, 105, 4096, 4100, 8192, 30_000} {
		f.Add(at, []byte{0xff})
		f.Add(at, []byte{0, 0, 0, 0, 1})
	}
	f.Fuzz(func(t *testing.T, at uint32, change []byte) {
		bad := bytes.Clone(good)
		copy(bad[int(at)%len(bad):], change)
		path := filepath.Join(t.TempDir(), "x.sqlite")
		if err := os.WriteFile(path, bad, 0o666); err != nil {
			t.Fatal(err)
		}
		unlessDamaged(t, path, "it is changed", want)
	})
}
