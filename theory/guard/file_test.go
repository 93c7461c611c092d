package guard_test

import (
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"proxflow/theory/guard"
)

// endless is a file system whose files never end, whatever size they tell.
type endless struct{ fstest.MapFS }

func (e endless) Open(name string) (fs.File, error) {
	f, err := e.MapFS.Open(name)
	return endlessFile{f}, err
}

type endlessFile struct{ fs.File }

func (endlessFile) Read(b []byte) (int, error) { return len(b), nil }

var _ io.Reader = endlessFile{}

func TestReadFileReadsRegularFilesUpToItsLimitOnly(t *testing.T) {
	files := fstest.MapFS{
		"good":   {Data: []byte("12345")},
		"empty":  {},
		"large":  {Data: []byte("123456")},
		"pipe":   {Mode: fs.ModeNamedPipe},
		"device": {Mode: fs.ModeDevice | fs.ModeCharDevice},
		"socket": {Mode: fs.ModeSocket},
		"dir/x":  {},
	}
	for name, want := range map[string]string{"good": "12345", "empty": ""} {
		if b, err := guard.ReadFile(files, name, 5); err != nil || string(b) != want {
			t.Errorf("%s: got %q, %v", name, b, err)
		}
	}
	for name, want := range map[string]string{
		"large":  "it has 6 bytes; at most 5 are read",
		"pipe":   "it is a pipe, not a regular file",
		"device": "it is a device or a socket, not a regular file",
		"socket": "it is a device or a socket, not a regular file",
		"dir":    "it is a directory, not a file",
		"none":   "file does not exist",
	} {
		if _, err := guard.ReadFile(files, name, 5); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := guard.ReadFile(endless{files}, "good", 5)
	if err == nil || err.Error() != "it grows while it is read" {
		t.Errorf("endless: got %v", err)
	}
}
