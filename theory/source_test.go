package theory

import "testing"

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
	for _, name := range []string{"catalog/fill.go", "potential/ball.go", "schedule/schedule.go", "learn/internal/kernel/kernel_amd64.s"} {
		if _, err := source.ReadFile(name); err != nil {
			t.Error(err)
		}
	}
	if len(Fingerprint()) != 16 {
		t.Errorf("fingerprint %q", Fingerprint())
	}
}
