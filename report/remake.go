package report

import (
	"path/filepath"
	"slices"
	"strings"

	"proxflow/experiments"
	"proxflow/results"
)

// remake returns the command line that remakes everything of these experiments.
func remake(all []results.Experiment) string {
	type kind struct {
		foreign bool // its spec does not come with the program, or does not run by default
		data    bool // its cases need an external data set
		size    results.Size
	}
	files := map[kind][]string{}
	for _, e := range all {
		own, err := experiments.FS.ReadFile(e.File)
		k := kind{err != nil || string(own) != e.Text, slices.ContainsFunc(e.Cases, namesData), e.Size}
		files[k] = append(files[k], Quoted(filepath.ToSlash(e.File)))
	}
	var lines []string
	for _, foreign := range []bool{false, true} {
		for _, data := range []bool{false, true} {
			for _, size := range []results.Size{results.Ordinary, results.Quick, results.Full} {
				k := kind{foreign, data, size}
				if files[k] == nil {
					continue
				}
				line := "proxflow reproduce"
				if size != results.Ordinary {
					line += " --" + string(size)
				}
				if foreign {
					line += " " + strings.Join(files[k], " ")
				}
				if data {
					line += " --data DIR"
				}
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, " && ")
}

func namesData(c results.Case) bool { return c.Labels["data"] != "" }

// Quoted writes the name of a file as a POSIX shell reads it, and so that it is no flag.
func Quoted(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("%+,-./:=@_", r)
	}
	if name != "" && strings.TrimLeftFunc(name, plain) == "" {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
