package guard

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ReadFile reads a regular file of at most limit bytes. Anything else is an error at once: a pipe could block
// for ever, and a device never end.
func ReadFile(files fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(files, name) // before opening, which blocks on a pipe
	if err == nil {
		err = regular(info, limit)
	}
	if err != nil {
		return nil, err
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err == nil { // of what is open
		err = regular(info, limit)
	}
	if err != nil {
		return nil, err
	}
	b := make([]byte, info.Size()+1) // a byte more, to see one that grows
	n, err := io.ReadFull(f, b)
	switch {
	case err == nil:
		return nil, errors.New("it grows while it is read")
	case !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF:
		return nil, err
	}
	return b[:n], nil
}

// regular says why a file is not read; nil if it is.
func regular(info fs.FileInfo, limit int64) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return errors.New("it is a directory, not a file")
	case mode&fs.ModeNamedPipe != 0:
		return errors.New("it is a pipe, not a regular file")
	case !mode.IsRegular():
		return errors.New("it is a device or a socket, not a regular file")
	case info.Size() > limit:
		return fmt.Errorf("it has %d bytes; at most %d are read", info.Size(), limit)
	}
	return nil
}
