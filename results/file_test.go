package results

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestAFileIsReplacedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.txt")
	for _, content := range []string{"old", "", "new and longer"} {
		if err := WriteFile(name, []byte(content)); err != nil {
			t.Fatal(err)
		}
		same(t, "content", string(must(os.ReadFile(name))(t)), content)
	}
	reader := must(os.Open(name))(t) // what it has open does not change under it
	defer reader.Close()
	if err := WriteFile(name, []byte("newer")); err != nil {
		t.Fatal(err)
	}
	was := make([]byte, 20)
	n, _ := reader.Read(was)
	same(t, "what a reader sees", string(was[:n]), "new and longer")
	same(t, "files", len(must(os.ReadDir(dir))(t)), 1)

	link := filepath.Join(dir, "link")
	if err := errors.Join(os.Symlink("a.txt", link), WriteFile(link, []byte("through a link"))); err != nil {
		t.Fatal(err)
	}
	same(t, "content", string(must(os.ReadFile(name))(t)), "through a link")
}

func TestADeviceIsWrittenAndNotReplaced(t *testing.T) {
	var disk *DiskError
	err := WriteFile(filepath.Join(t.TempDir(), "nowhere", "a.txt"), nil)
	if !errors.As(err, &disk) || !strings.HasSuffix(err.Error(),
		"a.txt: cannot write: no such file or directory") {
		t.Errorf("got %v", err)
	}
	if runtime.GOOS != "linux" {
		return
	}
	if err := WriteFile("/dev/full", []byte("x")); err == nil ||
		err.Error() != "/dev/full: cannot write: "+fullDisk {
		t.Errorf("got %v", err)
	}
	if err := WriteFile(os.DevNull, []byte("x")); err != nil {
		t.Error(err)
	}
	if info := must(os.Stat(os.DevNull))(t); info.Mode().IsRegular() {
		t.Fatal("a device was replaced by a file")
	}
}
