package learn

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"proxflow/theory/catalog"
	"proxflow/theory/guard"
	"proxflow/theory/random"
)

// Datasets holds the data sets of images by name.
var Datasets = catalog.New[Dataset]("dataset")

// Dataset is a set of labelled images in files. The contents of the files identify it, not their place.
type Dataset interface {
	// Open reads the images. An error names the file.
	Open(files fs.FS) (*Images, error)
}

// Images are labelled images of one size, for training and for testing.
type Images struct {
	Rows, Cols  int
	Train, Test Labelled
}

// Labelled are images by rows, one byte per pixel from 0, the background, to 255, each with a label.
type Labelled struct{ Pixels, Labels []byte }

// N is the number of images.
func (l Labelled) N() int { return len(l.Labels) }

// At puts image i into dst, with pixels in [-1,1].
func (l Labelled) At(dst []float64, i int) {
	for k, p := range l.Pixels[i*len(dst) : (i+1)*len(dst)] {
		dst[k] = float64(p)/127.5 - 1
	}
}

// Sampler draws images of d pixels with equal chances.
func (l Labelled) Sampler(d int) Sampler {
	return func(r *random.Source, dst []float64) {
		for i := 0; i < len(dst); i += d {
			l.At(dst[i:i+d], r.Index(l.N()))
		}
	}
}

// IDX is a data set in four files of MNIST's format, such as Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017,
// arXiv:1708.07747). Its parameters are the SHA-256 of the files, so that a case says what it was measured
// on.
// [LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, 1998,
// doi:10.1109/5.726791]
type IDX struct {
	TrainImages string `doc:"SHA-256 of train-images-idx3-ubyte.gz, in hexadecimal"`
	TrainLabels string `doc:"SHA-256 of train-labels-idx1-ubyte.gz"`
	TestImages  string `doc:"SHA-256 of t10k-images-idx3-ubyte.gz"`
	TestLabels  string `doc:"SHA-256 of t10k-labels-idx1-ubyte.gz"`
}

// MNIST is the data set of handwritten digits: 60000 images for training and 10000 for testing, 28×28 pixels.
type MNIST struct{ IDX }

var (
	_ = Datasets.Add("idx", "labelled images in four files of MNIST's format",
		func() Dataset { return &IDX{} })
	_ = Datasets.Add("mnist", "handwritten digits, 28×28 pixels", func() Dataset { return NewMNIST() })
)

// NewMNIST is MNIST as it was published.
func NewMNIST() *MNIST {
	return &MNIST{IDX{
		TrainImages: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
		TrainLabels: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
		TestImages:  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
		TestLabels:  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
	}}
}

// Init rejects a missing or malformed hash, which would leave the images undetermined.
func (s *IDX) Init() error {
	for _, p := range []struct{ key, sum string }{
		{"train-images", s.TrainImages}, {"train-labels", s.TrainLabels},
		{"test-images", s.TestImages}, {"test-labels", s.TestLabels},
	} {
		if b, err := hex.DecodeString(p.sum); err != nil || len(b) != sha256.Size {
			return catalog.Bad(p.key, "want the SHA-256 of the file, %d hexadecimal digits, got %q",
				2*sha256.Size, p.sum)
		}
	}
	return nil
}

func (s *IDX) Open(files fs.FS) (*Images, error) {
	m := &Images{}
	for _, part := range []struct {
		into                        *Labelled
		images, labels, sum, labSum string
	}{
		{&m.Train, "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", s.TrainImages, s.TrainLabels},
		{&m.Test, "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", s.TestImages, s.TestLabels},
	} {
		shape, pixels, err := openIDX(files, part.images, part.sum, 3)
		if err != nil {
			return nil, err
		}
		count, labels, err := openIDX(files, part.labels, part.labSum, 1)
		if err != nil {
			return nil, err
		}
		switch {
		case count[0] != shape[0] || len(pixels) == 0:
			return nil, fmt.Errorf("%s: %d labels for %d images of %d×%d pixels",
				part.labels, count[0], shape[0], shape[1], shape[2])
		case m.Rows != 0 && (m.Rows != shape[1] || m.Cols != shape[2]):
			return nil, fmt.Errorf("%s: images of %d×%d pixels, but %d×%d in the other file",
				part.images, shape[1], shape[2], m.Rows, m.Cols)
		}
		m.Rows, m.Cols, *part.into = shape[1], shape[2], Labelled{pixels, labels}
	}
	return m, nil
}

const (
	maxPacked = 512 << 20 // bytes of a file
	maxImages = 1 << 30   // bytes that a file holds
	deflated  = 1032      // bytes that one packed byte holds at most [RFC 1951]
)

// openIDX reads a file of bytes with this many dimensions and this hash.
func openIDX(files fs.FS, name, sum string, dims int) (shape []int, data []byte, err error) {
	packed, err := guard.ReadFile(files, name, maxPacked)
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("there is no such file in the folder of the data")
	}
	if got := sha256.Sum256(packed); err == nil && hex.EncodeToString(got[:]) != sum {
		err = fmt.Errorf("it is damaged, or of another dataset: its SHA-256 is %x, not %s", got, sum)
	}
	if err == nil {
		shape, data, err = decodeIDX(packed, dims)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return shape, data, nil
}

// decodeIDX unpacks a file of bytes with this many dimensions. It has the bytes 0, 0, 8 (for unsigned bytes)
// and the number of dimensions; the length of each dimension in 4 bytes, big-endian; and the data.
func decodeIDX(packed []byte, dims int) (shape []int, data []byte, err error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, err
	}
	head := make([]byte, 4+4*dims)
	if _, err := io.ReadFull(z, head); err != nil || !bytes.Equal(head[:4], []byte{0, 0, 8, byte(dims)}) {
		return nil, nil, fmt.Errorf("not an IDX file of bytes in %d dimensions", dims)
	}
	size := int64(1)
	for i := range dims {
		n := int64(binary.BigEndian.Uint32(head[4+4*i:]))
		if size *= n; size > maxImages {
			return nil, nil, errors.New("more than 1 GiB of images")
		}
		shape = append(shape, int(n))
	}
	wrong := fmt.Errorf("not the %d bytes that its header announces", size)
	if size > deflated*int64(len(packed)) {
		return nil, nil, wrong
	}
	data = make([]byte, size)
	if _, err := io.ReadFull(z, data); err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil, nil, wrong
	} else if err != nil {
		return nil, nil, err
	}
	switch n, err := io.ReadFull(z, head[:1]); {
	case n > 0:
		return nil, nil, wrong
	case err != io.EOF: // such as a wrong checksum
		return nil, nil, err
	}
	return shape, data, nil
}
