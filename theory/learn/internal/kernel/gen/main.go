// Command gen writes the assembly of package kernel: go run . in this directory, which is a module of its
// own so that proxflow itself does not require the assembler library.
package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64")
	for vectors := 1; vectors <= 2; vectors++ {
		for rows := 1; rows <= 6; rows++ {
			panel(rows, vectors)
		}
	}
	pack()
	selu()
	silu()
	softplus()
	multiply()
	adam()
	Generate()
}

// pack gathers 16 columns of a matrix by rows into a panel.
func pack() {
	TEXT("pack16", NOSPLIT, "func(panel, b *float32, rows, stride int)")
	Doc("pack16 copies rows of 16 numbers; stride is in bytes.")
	panel, b, rows, stride := param("panel"), param("b"), param("rows"), param("stride")
	Label("row")
	left, right := YMM(), YMM()
	VMOVUPS(at(b, 0), left)
	VMOVUPS(at(b, 32), right)
	VMOVUPS(left, at(panel, 0))
	VMOVUPS(right, at(panel, 32))
	ADDQ(stride, b)
	ADDQ(Imm(64), panel)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

func param(name string) reg.Register  { return Load(Param(name), GP64()) }
func at(base reg.Register, n int) Mem { return Mem{Base: base, Disp: n} }

// panel multiplies tiles of rows of A by a panel of 8 or 16 columns of B, which lies contiguous. Row i of A
// starts at a + i rs, its elements are cs apart, both in bytes: transposing A is free, since its elements
// are broadcast one by one. Every element of C is the bias of its column plus the products in the order of
// k, each rounded once.
func panel(rows, vectors int) {
	TEXT(fmt.Sprintf("panel%dx%d", rows, 8*vectors), NOSPLIT,
		"func(tiles, k int, a *float32, rs, cs int, b, bias, c *float32, ldc int)")
	Doc(fmt.Sprintf("panel%dx%d computes tiles of %d rows and %d columns.", rows, 8*vectors, rows, 8*vectors))
	tiles, k, a, rs, cs := param("tiles"), param("k"), param("a"), param("rs"), param("cs")
	b, bias, c, ldc := param("b"), param("bias"), param("c"), param("ldc")
	step, p, q, bp, count := GP64(), GP64(), GP64(), GP64(), GP64()
	IMUL3Q(Imm(uint64(rows)), rs, step)
	acc := make([][]reg.VecVirtual, rows)

	Label("tile")
	for r := range acc {
		acc[r] = make([]reg.VecVirtual, vectors)
		for v := range acc[r] {
			acc[r][v] = YMM()
			VMOVUPS(at(bias, 32*v), acc[r][v])
		}
	}
	MOVQ(a, p)
	if rows > 3 { // rows 3, 4, 5 are 0, 1, 2 from a + 3 rs
		LEAQ(Mem{Base: a, Index: rs, Scale: 2}, q)
		ADDQ(rs, q)
	}
	MOVQ(b, bp)
	MOVQ(k, count)

	Label("product")
	columns := make([]reg.VecVirtual, vectors)
	for v := range columns {
		columns[v] = YMM()
		VMOVUPS(at(bp, 32*v), columns[v])
	}
	for r := range acc {
		element := Mem{Base: p}
		if r >= 3 {
			element.Base = q
		}
		if r%3 > 0 {
			element.Index, element.Scale = rs, uint8(r%3)
		}
		broadcast := YMM()
		VBROADCASTSS(element, broadcast)
		for v := range columns {
			VFMADD231PS(columns[v], broadcast, acc[r][v])
		}
	}
	ADDQ(cs, p)
	if rows > 3 {
		ADDQ(cs, q)
	}
	ADDQ(Imm(uint64(32*vectors)), bp)
	DECQ(count)
	JNZ(LabelRef("product"))

	for r := range acc {
		for v := range acc[r] {
			VMOVUPS(acc[r][v], at(c, 32*v))
		}
		ADDQ(ldc, c)
	}
	ADDQ(step, a)
	DECQ(tiles)
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// lanes is a constant in memory, the same in all lanes.
func lanes(x float32) Mem {
	name := fmt.Sprintf("f%08x", math.Float32bits(x))
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, U32(math.Float32bits(x))) // F32 writes -87 as an integer
	}
	constants[name] = m
	return m
}

var constants = map[string]Mem{}

// one way of reading the instructions below: the destination is last, and VFMADD213PS(a, b, x) is x = b x +
// a.

// exponential is exp x for x ≤ 0, in place, to about a unit in the last place, and 0 below -87: with
// x = n log 2 + r, |r| ≤ (log 2)/2, it is 2ⁿ times the Taylor polynomial of degree 7 of exp r. NaN stays NaN.
func exponential(x reg.VecVirtual) {
	n, p, normal := YMM(), YMM(), YMM()
	VMOVUPS(lanes(-87), n)
	VCMPPS(Imm(5), n, x, normal) // not x < -87: so is NaN
	VMAXPS(x, n, x)              // of two operands the first is the result if either is NaN
	VMULPS(lanes(math.Log2E), x, n)
	VROUNDPS(Imm(8), n, n)
	VFNMADD231PS(lanes(0x1.62ep-1), n, x) // log 2 in two parts: n times the first is exact
	VFNMADD231PS(lanes(math.Ln2-0x1.62ep-1), n, x)
	VMOVUPS(lanes(1./5040), p)
	for _, c := range []float32{1. / 720, 1. / 120, 1. / 24, 1. / 6, 1. / 2, 1, 1} {
		VFMADD213PS(lanes(c), x, p)
	}
	VCVTPS2DQ(n, n)
	VPSLLD(Imm(23), n, n)
	VPADDD(n, p, x)
	VANDPS(normal, x, x)
}

// activation makes a function that puts σ(z) into h and σ'(z) into d, 8 elements at a time.
func activation(name string, body func(h, d, z reg.VecVirtual)) {
	TEXT(name, NOSPLIT, "func(h, d, z *float32, blocks int)")
	Doc(name + " computes an activation and its derivative in blocks of 8.")
	hp, dp, zp, blocks := param("h"), param("d"), param("z"), param("blocks")
	Label("block")
	h, d, z := YMM(), YMM(), YMM()
	VMOVUPS(Mem{Base: zp}, z)
	body(h, d, z)
	VMOVUPS(h, Mem{Base: hp})
	VMOVUPS(d, Mem{Base: dp})
	next("block", blocks, hp, dp, zp)
}

// next ends a loop over blocks of 8, and the function.
func next(label string, blocks reg.Register, pointers ...reg.Register) {
	for _, p := range pointers {
		ADDQ(Imm(32), p)
	}
	DECQ(blocks)
	JNZ(LabelRef(label))
	VZEROUPPER()
	RET()
}

// h = λ max(z,0) + λα (exp min(z,0) - 1).
func selu() {
	const lambda, alpha = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
	activation("selu", func(h, d, z reg.VecVirtual) {
		e, zero, mask := YMM(), YMM(), YMM()
		VXORPS(zero, zero, zero)
		VMINPS(z, zero, e)
		exponential(e)
		VMULPS(lanes(lambda*alpha), e, e)
		VMAXPS(z, zero, h)
		VMULPS(lanes(lambda), h, h)
		VADDPS(e, h, h)
		VSUBPS(lanes(lambda*alpha), h, h)
		VCMPPS(Imm(18), zero, z, mask) // z ≤ 0
		VMOVUPS(lanes(lambda), d)
		VBLENDVPS(mask, e, d, d)
	})
}

// logistic puts e = exp(-|z|), s = 1/(1+exp(-z)) and c = 1-s into its arguments, none of which loses digits.
func logistic(e, s, c, z reg.VecVirtual) {
	r := YMM()
	VORPS(lanes(float32(math.Copysign(0, -1))), z, e)
	exponential(e)
	VMOVUPS(lanes(1), r)
	VADDPS(e, r, s)
	VDIVPS(s, r, r)
	VMULPS(e, r, c)
	VBLENDVPS(z, c, r, s)
	VBLENDVPS(z, r, c, c)
}

// h = z s, h' = s + h (1-s).
func silu() {
	activation("silu", func(h, d, z reg.VecVirtual) {
		e, c := YMM(), YMM()
		logistic(e, d, c, z)
		VMULPS(d, z, h)
		VFMADD231PS(h, c, d)
	})
}

// h = max(z,0) + log(1+e) with log(1+e) = 2 artanh u, u = e/(2+e) ≤ 1/3.
func softplus() {
	activation("softplus", func(h, d, z reg.VecVirtual) {
		e, c, u, w := YMM(), YMM(), YMM(), YMM()
		logistic(e, d, c, z)
		VADDPS(lanes(2), e, u)
		VDIVPS(u, e, u)
		VMULPS(u, u, w)
		VMOVUPS(lanes(2./15), c)
		for _, k := range []float32{2. / 13, 2. / 11, 2. / 9, 2. / 7, 2. / 5, 2. / 3, 2} {
			VFMADD213PS(lanes(k), w, c)
		}
		VXORPS(h, h, h)
		VMAXPS(z, h, h)
		VFMADD231PS(u, c, h)
	})
}

func multiply() {
	TEXT("multiply", NOSPLIT, "func(dst, src *float32, blocks int)")
	Doc("multiply computes dst *= src in blocks of 8.")
	dst, src, blocks := param("dst"), param("src"), param("blocks")
	Label("block")
	x := YMM()
	VMOVUPS(Mem{Base: src}, x)
	VMULPS(Mem{Base: dst}, x, x)
	VMOVUPS(x, Mem{Base: dst})
	next("block", blocks, dst, src)
}

func adam() {
	TEXT("adam", NOSPLIT, "func(weights, first, second, average, gradient *float32, blocks int, c *[6]float32)")
	Doc("adam takes a step of Adam in blocks of 8; c is keep1, keep2, rate, scale, epsilon, keep.")
	weights, first, second, average := param("weights"), param("first"), param("second"), param("average")
	gradient, blocks, c := param("gradient"), param("blocks"), param("c")
	var keep1, keep2, rate, scale, epsilon, keep reg.VecVirtual
	for i, v := range []*reg.VecVirtual{&keep1, &keep2, &rate, &scale, &epsilon, &keep} {
		*v = YMM()
		VBROADCASTSS(at(c, 4*i), *v)
	}
	Label("block")
	g, m, v, w, a := YMM(), YMM(), YMM(), YMM(), YMM()
	VMOVUPS(Mem{Base: gradient}, g)
	VMOVUPS(Mem{Base: first}, m)
	VMOVUPS(Mem{Base: second}, v)
	VMOVUPS(Mem{Base: weights}, w)
	VMOVUPS(Mem{Base: average}, a)
	t := YMM()
	VSUBPS(m, g, t)
	VFMADD231PS(keep1, t, m)
	VMOVAPS(v, t)
	VFMSUB231PS(g, g, t) // g² - v
	VFMADD231PS(keep2, t, v)
	VSQRTPS(v, t)
	VFMADD213PS(epsilon, scale, t)
	VDIVPS(t, m, t)
	VFNMADD231PS(rate, t, w)
	VSUBPS(a, w, t)
	VFMADD231PS(keep, t, a)
	VMOVUPS(m, Mem{Base: first})
	VMOVUPS(v, Mem{Base: second})
	VMOVUPS(w, Mem{Base: weights})
	VMOVUPS(a, Mem{Base: average})
	next("block", blocks, weights, first, second, average, gradient)
}
