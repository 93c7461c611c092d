package learn

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/theory/random"
)

// pack writes numbers in the format IDX.
func pack(t *testing.T, head []byte, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(append(bytes.Clone(head), data...)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var idxFiles = []string{"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
	"t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"}

// tiny are three training and two test images of 1×2 pixels.
func tiny(t *testing.T) fstest.MapFS {
	files := fstest.MapFS{}
	for i, data := range [][]byte{
		pack(t, []byte{0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2}, []byte{0, 255, 51, 102, 153, 204}),
		pack(t, []byte{0, 0, 8, 1, 0, 0, 0, 3}, []byte{7, 8, 9}),
		pack(t, []byte{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2}, []byte{1, 2, 3, 4}),
		pack(t, []byte{0, 0, 8, 1, 0, 0, 0, 2}, []byte{5, 6}),
	} {
		files[idxFiles[i]] = &fstest.MapFile{Data: data}
	}
	return files
}

// dataset names the files as they are.
func dataset(t *testing.T, files fstest.MapFS) Dataset {
	t.Helper()
	ref := map[string]any{"name": "idx"}
	for i, key := range []string{"train-images", "train-labels", "test-images", "test-labels"} {
		var data []byte
		if f := files[idxFiles[i]]; f != nil {
			data = f.Data
		}
		ref[key] = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	d, _, err := Datasets.Build(ref)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestImagesAreReadAsTheyWereWritten(t *testing.T) {
	files := tiny(t)
	m, err := dataset(t, files).Open(files)
	if err != nil {
		t.Fatal(err)
	}
	if m.Rows != 1 || m.Cols != 2 || m.Train.N() != 3 || m.Test.N() != 2 ||
		string(m.Train.Labels) != "\x07\x08\x09" || m.Test.Labels[1] != 6 {
		t.Errorf("%+v", m)
	}
	x := make([]float64, 2)
	for i, want := range [][]float64{{-1, 1}, {-0.6, -0.2}, {0.2, 0.6}} {
		if m.Train.At(x, i); fmt.Sprintf("%.12g", x) != fmt.Sprint(want) {
			t.Errorf("image %d is %v, want %v", i, x, want)
		}
	}
	drawn := map[string]bool{}
	r := random.New("draws")
	for range 50 {
		m.Train.Sampler(2)(r, x)
		drawn[fmt.Sprintf("%.12g", x)] = true
	}
	if len(drawn) != 3 {
		t.Errorf("of three images the sampler draws %v", drawn)
	}
}

func TestBadImagesAreRefusedInOneLineThatNamesTheFile(t *testing.T) {
	good := tiny(t)
	known := dataset(t, good)
	for name, c := range map[string]struct {
		file int
		data []byte // nil: no such file
		own  bool   // the hashes are those of the files
		says string
	}{
		"missing":         {2, nil, false, "there is no such file"},
		"damaged":         {0, good[idxFiles[0]].Data[:20], false, "or of another dataset: its SHA-256 is"},
		"no gzip":         {3, []byte("labels"), true, "EOF"},
		"cut off":         {0, good[idxFiles[0]].Data[:len(good[idxFiles[0]].Data)-4], true, "EOF"},
		"labels":          {0, good[idxFiles[1]].Data, true, "not an IDX file of bytes in 3 dimensions"},
		"too few":         {1, pack(t, head(1, 3), []byte{1, 2}), true, "not the 3 bytes"},
		"too many":        {1, pack(t, head(1, 3), []byte{1, 2, 3, 4}), true, "not the 3 bytes"},
		"huge":            {1, pack(t, []byte{0, 0, 8, 1, 255, 255, 255, 255}, nil), true, "more than 1 GiB"},
		"labels too few":  {1, good[idxFiles[3]].Data, true, "2 labels for 3 images"},
		"another shape":   {2, pack(t, head(3, 2, 2, 1), []byte{1, 2, 3, 4}), true, "2×1 pixels, but 1×2"},
		"nothing in them": {0, pack(t, head(3, 3, 0, 2), nil), true, "0×2 pixels"},
	} {
		files := tiny(t)
		delete(files, idxFiles[c.file])
		if c.data != nil {
			files[idxFiles[c.file]] = &fstest.MapFile{Data: c.data}
		}
		set := known
		if c.own {
			set = dataset(t, files)
		}
		_, err := set.Open(files)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "-idx") ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var none fs.FS = fstest.MapFS{}
	_, err := NewMNIST().Open(none)
	if err == nil || !strings.HasPrefix(err.Error(), "train-images-idx3-ubyte.gz: there is no such file") {
		t.Error(err)
	}
	for _, sum := range []string{"", "12", strings.Repeat("g", 64)} {
		_, err := Datasets.Canonical(map[string]any{"name": "mnist", "test-labels": sum})
		if err == nil || !strings.HasPrefix(err.Error(), "test-labels: want the SHA-256") {
			t.Error(err)
		}
	}
}

// TestABombIsNotUnpacked: a file takes the memory that its header announces at most, and none for a header
// that lies.
func TestABombIsNotUnpacked(t *testing.T) {
	for name, packed := range map[string][]byte{
		"far more than its header announces": pack(t, head(1, 3), make([]byte, 64<<20)),
		"far less than its header announces": pack(t, []byte{0, 0, 8, 1, 0x30, 0, 0, 0}, []byte{1, 2, 3}),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := decodeIDX(packed, 1)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "bytes that its header announces") {
			t.Errorf("%s: got %v", name, err)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 1<<20 {
			t.Errorf("%s: it takes %d bytes", name, taken)
		}
	}
}

// FuzzIDX reads any file: an error, or as many bytes as its header announces.
func FuzzIDX(f *testing.F) {
	for _, s := range [][]byte{nil, {0, 0, 8, 1, 0, 0, 0, 2, 5, 6}, {0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2}} {
		f.Add(s, 1, true)
		f.Add(s, 2, true)
		f.Add(s, 1, false)
	}
	f.Fuzz(func(t *testing.T, content []byte, dims int, zip bool) {
		if dims < 1 || dims > 4 {
			return // no caller asks for it
		}
		packed := content
		if zip {
			packed = pack(t, nil, content)
		}
		shape, data, err := decodeIDX(packed, dims)
		if err != nil {
			return
		}
		n := 1
		for _, d := range shape {
			n *= d
		}
		if len(shape) != dims || len(data) != n || zip && string(data) != string(content[4+4*dims:]) {
			t.Errorf("%v: %d bytes", shape, len(data))
		}
	})
}

// head is the header of a file of bytes: its number of dimensions, and their lengths, each below 256.
func head(dims byte, lengths ...byte) []byte {
	h := []byte{0, 0, 8, dims}
	for _, n := range lengths {
		h = append(h, 0, 0, 0, n)
	}
	return h
}
