// Package machine says how much memory the machine has left for the program.
package machine

import (
	"bufio"
	"bytes"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

// Unknown is the memory of a machine that does not say, in bytes: 4 GiB.
const Unknown = 4 << 30

// Memory returns the bytes that the program can still allocate, according to the files of a Linux machine
// under root: the available memory, or what the control groups of the process leave of their limits if this
// is less. It is Unknown without these files.
func Memory(root fs.FS) float64 {
	kilobytes, known := number(root, "proc/meminfo", "MemAvailable:")
	if !known {
		return Unknown
	}
	left := 1024 * kilobytes
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return left
	}
	for line := range strings.Lines(string(groups)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3) // number, controllers, path
		switch {
		case len(parts) != 3:
		case parts[1] == "":
			left = min(left, second.left(root, parts[2]))
		case strings.Contains(","+parts[1]+",", ",memory,"):
			left = min(left, first.left(root, parts[2]))
		}
	}
	return left
}

// A hierarchy of control groups, with the names of its files and of the file cache that it can give back.
type hierarchy struct{ dir, limit, used, cache string }

var (
	first = hierarchy{"sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
		"total_inactive_file"}
	second = hierarchy{"sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"}
)

// left returns what a group and its ancestors leave of their limits, +Inf if they have none. In a container
// the path of the group may not exist, and the directory itself is the group's.
func (h hierarchy) left(root fs.FS, group string) float64 {
	least := math.Inf(1)
	for group = path.Clean("/" + group); ; group = path.Dir(group) {
		dir := path.Join(h.dir, group)
		limit, limited := number(root, path.Join(dir, h.limit), "")
		used, known := number(root, path.Join(dir, h.used), "")
		if limited && known {
			cache, _ := number(root, path.Join(dir, "memory.stat"), h.cache)
			least = min(least, max(0, limit-used+cache))
		}
		if group == "/" {
			return least
		}
	}
}

// number returns the first number of a file, or the number after a word at the start of a line.
func number(root fs.FS, name, word string) (float64, bool) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0, false
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if word != "" && (len(fields) == 0 || fields[0] != word) {
			continue
		}
		if word != "" {
			fields = fields[1:]
		}
		if len(fields) == 0 {
			return 0, false
		}
		n, err := strconv.ParseFloat(fields[0], 64)
		return n, err == nil // "max" is no number
	}
	return 0, false
}
