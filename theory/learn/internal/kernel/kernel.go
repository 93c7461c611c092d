// Package kernel has the inner loops of training in float32: products of matrices, activations, and the
// step of Adam. On amd64 with AVX2 and FMA they are assembly, written by the generator in gen; elsewhere
// they are Go. Both agree to within rounding, and each is reproducible on one processor.
package kernel

//go:generate sh -c "cd gen && go run . -out ../kernel_amd64.s -stubs ../stub_amd64.go -pkg kernel"

// Matrix is a view of float32 numbers: element (i,j) is Data[i*RowStride+j*ColStride].
type Matrix struct {
	Data                 []float32
	Rows, Cols           int
	RowStride, ColStride int
}

// NewMatrix views data as a matrix by rows. It panics if there are not rows·cols numbers.
func NewMatrix(rows, cols int, data []float32) Matrix {
	if len(data) < rows*cols {
		panic("kernel: too few numbers for the matrix")
	}
	return Matrix{data[:rows*cols], rows, cols, cols, 1}
}

// T is the transposed matrix: the same numbers.
func (m Matrix) T() Matrix { return Matrix{m.Data, m.Cols, m.Rows, m.ColStride, m.RowStride} }

// The widths of a panel of columns, and the rows of a tile.
const (
	wide, narrow = 16, 8
	tall         = 6
)

// Multiplier multiplies matrices. The zero value is ready for use. It keeps the memory it needs, so that
// products of the same shapes allocate nothing. It is not safe for concurrent use.
type Multiplier struct{ panel, edge, bias []float32 }

// Mul computes C = A B + 1 biasᵀ, for C by rows, not overlapping A and B; a nil bias is 0. Sums, if not
// nil, gets the sums of the columns of B. Each element of C is the bias plus the products in their order,
// whatever the shapes.
func (m *Multiplier) Mul(c, a, b Matrix, bias, sums []float32) {
	if c.Rows != a.Rows || c.Cols != b.Cols || a.Cols != b.Rows || c.ColStride != 1 ||
		bias != nil && len(bias) != c.Cols || sums != nil && len(sums) != c.Cols {
		panic("kernel: matrices of these shapes have no product")
	}
	m.panel = room(m.panel, wide*b.Rows)
	m.edge = room(m.edge, wide*max(1, c.Rows))
	m.bias = room(m.bias, wide)
	ones := Matrix{Data: one, Rows: 1, Cols: b.Rows}
	for j := 0; j < c.Cols; {
		width := wide
		if c.Cols-j <= narrow {
			width = narrow
		}
		cols := min(width, c.Cols-j)
		pack(m.panel, b, j, cols, width)
		clear(m.bias)
		if sums != nil {
			tiles(m.edge, width, ones, m.panel, m.bias, width)
			copy(sums[j:j+cols], m.edge)
		}
		if bias != nil {
			copy(m.bias, bias[j:j+cols])
		}
		if cols == width {
			tiles(c.Data[j:], c.RowStride, a, m.panel, m.bias, width)
		} else { // the tiles are wider than what is left
			tiles(m.edge, width, a, m.panel, m.bias, width)
			for i := range c.Rows {
				copy(c.Data[i*c.RowStride+j:][:cols], m.edge[i*width:])
			}
		}
		j += cols
	}
}

// one is a matrix of ones of any shape, with strides 0.
var one = []float32{1}

// pack copies columns j … j+cols of b into a panel, row after row. What is beyond them is left as it is:
// its products are computed, and dropped.
func pack(panel []float32, b Matrix, j, cols, width int) {
	switch {
	case b.Rows == 0:
	case b.ColStride == 1 && cols == wide && vector != nil:
		_ = b.Data[(b.Rows-1)*b.RowStride+j+wide-1]
		vector.pack(&panel[0], &b.Data[j], b.Rows, 4*b.RowStride)
	case b.ColStride == 1 && cols == wide:
		for k := range b.Rows {
			*(*[wide]float32)(panel[k*wide:]) = *(*[wide]float32)(b.Data[k*b.RowStride+j:])
		}
	case b.RowStride == 1:
		for l := range cols {
			column, to := b.Data[(j+l)*b.ColStride:][:b.Rows], panel[l:]
			for k, x := range column {
				to[k*width] = x
			}
		}
	default:
		for k := range b.Rows {
			for l := range cols {
				panel[k*width+l] = b.Data[k*b.RowStride+(j+l)*b.ColStride]
			}
		}
	}
}

func room(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
