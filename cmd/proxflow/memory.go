package main

import (
	"os"

	"github.com/dustin/go-humanize"

	"proxflow/runner/machine"
)

// limit returns the bytes that trials may use: the value of --memory or, if it is not given, what the machine
// has left.
func limit(size string, given bool) (float64, error) {
	if !given {
		return machine.Memory(os.DirFS("/")), nil
	}
	bytes, err := humanize.ParseBytes(size)
	if err != nil || bytes == 0 {
		return 0, usagef("--memory: want a size such as 512MiB or 4GiB, got %q", size)
	}
	return float64(bytes), nil
}
