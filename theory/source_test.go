package theory

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/cpu"
)

func TestFingerprintSeesCodeButNotCommentsOrLayout(t *testing.T) {
	base := tokens([]byte("package p\n\nfunc f() int { return 1 }\n"))
	same := tokens([]byte("// Package p is documented.\npackage p\n\nfunc f() int {\n\t// why\n\treturn 1\n}\n"))
	if base != same {
		t.Errorf("a comment changes the tokens:\n%s\n%s", base, same)
	}
	if base == tokens([]byte("package p\n\nfunc f() int { return 2 }\n")) {
		t.Error("another constant has the same tokens")
	}
}

func TestFingerprintReadsTheWholeTree(t *testing.T) {
	for _, name := range []string{"catalog/fill.go", "potential/ball.go", "schedule/schedule.go",
		"learn/internal/kernel/kernel_amd64.s"} {
		if _, err := source.ReadFile(name); err != nil {
			t.Error(err)
		}
	}
	if len(Fingerprint()) != 16 {
		t.Errorf("fingerprint %q", Fingerprint())
	}
}

// What a processor without some feature computes is shown by this test binary, run once more without it.
func TestProcessorsThatRoundDifferentlyHaveDifferentFingerprints(t *testing.T) {
	if os.Getenv("PROXFLOW_TEST_CHILD") != "" {
		sum := uint64(0)
		for i := range 10000 {
			sum = 31*sum + math.Float64bits(math.Exp(float64(i)/500-10))
		}
		fmt.Printf("child %s %x\n", Fingerprint(), sum)
		return
	}
	child := func(debug string) (fingerprint, sum string) {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), "PROXFLOW_TEST_CHILD=yes", "GODEBUG="+debug)
		out, err := cmd.Output()
		line, _, _ := strings.Cut(string(out), "\n")
		if _, e := fmt.Sscanf(line, "child %s %s", &fingerprint, &sum); err != nil || e != nil {
			t.Fatalf("%s, %v", out, err)
		}
		return fingerprint, sum
	}
	fingerprint, sum := child("")
	if fingerprint != Fingerprint() {
		t.Errorf("%s here, %s in another process", Fingerprint(), fingerprint)
	}
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return // no feature that could be turned off
	}
	without, other := child("cpu.fma=off")
	if other == sum {
		t.Error("math.Exp does not depend on FMA any more: Features says that it does")
	}
	if without == fingerprint {
		t.Error("a processor without FMA has the same fingerprint")
	}
	if without, _ := child("cpu.avx2=off"); without == fingerprint {
		t.Error("a processor without AVX2 has the same fingerprint, but trains on other code")
	}
}
