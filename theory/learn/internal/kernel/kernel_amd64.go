package kernel

import "golang.org/x/sys/cpu"

func init() {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		vector = &assembly{
			narrow:   [...]panelFunc{1: panel1x8, panel2x8, panel3x8, panel4x8, panel5x8, panel6x8},
			wide:     [...]panelFunc{1: panel1x16, panel2x16, panel3x16, panel4x16, panel5x16, panel6x16},
			pack:     pack16,
			selu:     selu,
			silu:     silu,
			softplus: softplus,
			multiply: multiply,
			adam:     adam,
		}
	}
}
