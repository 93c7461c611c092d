package machine

import (
	"io/fs"
	"os"
	"runtime"
	"testing"
	"testing/fstest"
)

func TestMemoryIsWhatTheMachineAndItsControlGroupsLeave(t *testing.T) {
	const meminfo = "MemTotal:       16 kB\nMemFree:        1 kB\nMemAvailable:   8 kB\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  float64
	}{
		"no Linux":  {nil, Unknown},
		"no groups": {map[string]string{"proc/meminfo": meminfo}, 8192},
		"groups, no limit": {map[string]string{"proc/self/cgroup": "0::/a\n",
			"sys/fs/cgroup/a/memory.max": "max\n"}, 8192},
		"version 2, of a parent": {map[string]string{"proc/self/cgroup": "0::/a/b\n",
			"sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/b/memory.current": "10\n",
			"sys/fs/cgroup/a/memory.max": "5000\n", "sys/fs/cgroup/a/memory.current": "3000\n",
			"sys/fs/cgroup/a/memory.stat": "active_file 7\ninactive_file 1000\n"}, 3000},
		"version 2, in a container": {map[string]string{"proc/self/cgroup": "0::/elsewhere\n",
			"sys/fs/cgroup/memory.max": "5000\n", "sys/fs/cgroup/memory.current": "6000\n"}, 0},
		"version 1": {map[string]string{"proc/self/cgroup": "3:cpu:/a\n4:memory:/a\n0::/\n",
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "5000\n",
			"sys/fs/cgroup/memory/a/memory.usage_in_bytes": "4000\n",
			"sys/fs/cgroup/memory/a/memory.stat":           "inactive_file 7\ntotal_inactive_file 500\n"}, 1500},
		"a limit above what is available": {map[string]string{"proc/self/cgroup": "4:cpu,memory:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
			"sys/fs/cgroup/memory/memory.usage_in_bytes": "1\n"}, 8192},
	} {
		root := fstest.MapFS{}
		if c.files != nil {
			root["proc/meminfo"] = &fstest.MapFile{Data: []byte(meminfo)}
		}
		for file, text := range c.files {
			root[file] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := Memory(fs.FS(root)); got != c.want {
			t.Errorf("%s: %g bytes, want %g", name, got, c.want)
		}
	}
}

func TestThisMachineHasMemoryLeft(t *testing.T) {
	got := Memory(os.DirFS("/"))
	if runtime.GOOS == "linux" && got == Unknown || got < 1<<20 || got > 1<<50 {
		t.Errorf("%g bytes", got)
	}
}
