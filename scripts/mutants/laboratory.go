package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// laboratory runs mutations.
type laboratory struct {
	options
	log     *logbook
	scratch string
	stderr  io.Writer
	threads int // for one mutation

	importers map[string][]string // of each package, in folders from the root
	lock      sync.Mutex
	sound     map[string]error // of packages and experiments of the source as it is
}

// part is one half of a measurement: whether a mutated source is caught, and by what. An error says that the
// measurement is worthless.
type part func(ctx context.Context, m mutation, dir string) (caught bool, by string, err error)

// runAll runs, with the cheapest first, what the log lacks.
func (l *laboratory) runAll(ctx context.Context, list []mutation) (err error) {
	if l.importers, err = importersOf(ctx, l.root); err != nil {
		return err
	}
	l.sound = map[string]error{}
	parts := map[string]part{}
	if l.tests {
		parts[tests] = l.runTests
	}
	if l.scoreboard {
		parts[scoreboard] = l.runScoreboard
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b mutation) int { return cmp.Compare(l.estimate(a), l.estimate(b)) })
	todo := make(chan mutation)
	var workers sync.WaitGroup
	var failed []error // the others run all the same
	for range l.jobs {
		workers.Go(func() {
			for m := range todo {
				for _, name := range []string{tests, scoreboard} {
					if parts[name] == nil || name == scoreboard && len(m.Red) == 0 {
						continue
					}
					if err := l.run(ctx, m, name, parts[name]); err != nil {
						l.lock.Lock()
						failed = append(failed, fmt.Errorf("%s: %w", m.ID, err))
						l.lock.Unlock()
						break
					}
				}
			}
		})
	}
	for _, m := range list {
		select {
		case todo <- m:
		case <-ctx.Done():
		}
	}
	close(todo)
	workers.Wait()
	return cmp.Or(ctx.Err(), errors.Join(failed...))
}

// estimate is a guess of the seconds that a mutation takes.
func (l *laboratory) estimate(m mutation) float64 {
	if seconds, ok := l.log.cost(m.ID); ok {
		return seconds
	}
	return 30 + 5*float64(len(l.importers[m.pkg()])+len(m.Red))
}

// run runs a part for a mutation, unless the log has it.
func (l *laboratory) run(ctx context.Context, m mutation, name string, p part) error {
	if _, ok := l.log.last(m, name); ok || ctx.Err() != nil {
		return nil
	}
	dir, err := os.MkdirTemp(l.scratch, "")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := overlay(l.root, dir, m); err != nil {
		return err
	}
	start := time.Now()
	caught, by, err := p(ctx, m, dir)
	if ctx.Err() != nil {
		return ctx.Err() // what follows from an interruption says nothing
	}
	if err != nil {
		return err
	}
	r := result{ID: m.ID, Part: name, Mutation: m.hash(), Caught: caught, By: by,
		Seconds: time.Since(start).Seconds()}
	l.lock.Lock()
	defer l.lock.Unlock()
	word := "survives"
	if caught {
		word = "caught by"
	}
	fmt.Fprintf(l.stderr, "%s, %s: %s %s (%.0f s)\n", m.ID, name, word, by, r.Seconds)
	return l.log.add(r)
}

// overlay writes the mutated file, and the file that tells go of it.
func overlay(root, dir string, m mutation) error {
	text, err := m.apply(root)
	if err != nil {
		return err
	}
	mutated := filepath.Join(dir, "mutated.go")
	if err := os.WriteFile(mutated, []byte(text), 0o644); err != nil {
		return err
	}
	replace := map[string]map[string]string{"Replace": {filepath.Join(root, m.File): mutated}}
	text2, err := json.Marshal(replace)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "overlay.json"), text2, 0o644)
}

// importersOf returns, for the folder of each package, those of the packages that import it.
func importersOf(ctx context.Context, root string) (map[string][]string, error) {
	const text = `{{.Dir}}{{"\t"}}{{.ImportPath}}{{range .Imports}}{{"\t"}}{{.}}{{end}}`
	c := exec.CommandContext(ctx, "go", "list", "-f", text, "./...")
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		return nil, told("go list", err, out)
	}
	folder, imports := map[string]string{}, map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		dir, err := filepath.Rel(root, fields[0])
		if err != nil {
			return nil, err
		}
		folder[fields[1]], imports[filepath.ToSlash(dir)] = filepath.ToSlash(dir), fields[2:]
	}
	importers := map[string][]string{}
	for dir, paths := range imports {
		for _, p := range paths {
			if to, ours := folder[p]; ours {
				importers[to] = append(importers[to], dir)
			}
		}
	}
	for _, list := range importers {
		slices.Sort(list)
	}
	return importers, nil
}

// runTests runs the tests of the mutated package, then those of the packages that import it, up to the first
// that fails.
func (l *laboratory) runTests(ctx context.Context, m mutation, dir string) (caught bool, by string,
	err error) {
	limited, stop := context.WithTimeout(ctx, l.limit)
	defer stop()
	packages := append([]string{m.pkg()}, l.importers[m.pkg()]...)
	for _, pkg := range packages {
		// The tests of the source as it is pass. Their results are in go's cache.
		err := l.once(pkg, func() error { return l.output(ctx, l.root, "go", "test", "./"+pkg) })
		if err != nil {
			return false, "", fmt.Errorf("without the mutation: %w", err)
		}
		binary := filepath.Join(dir, "test.exe")
		err = l.output(ctx, l.root, "go", "test", "-c", "-o", binary,
			"-overlay", filepath.Join(dir, "overlay.json"), "./"+pkg)
		if err != nil {
			return false, "", fmt.Errorf("stale: it does not compile: %w", err)
		}
		if _, err := os.Stat(binary); err != nil {
			continue // no tests
		}
		err = l.output(limited, filepath.Join(l.root, pkg), binary, "-test.failfast", "-test.paniconexit0")
		os.Remove(binary)
		switch {
		case limited.Err() != nil:
			return true, pkg + ": the time limit", nil
		case err != nil:
			return true, pkg + ": " + culprit(err.Error()), nil
		}
	}
	return false, strings.Join(packages, ", "), nil
}

var failure = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)|^(panic: .*)$`)

// culprit is the first test that fails, by the output of its binary.
func culprit(output string) string {
	for _, m := range failure.FindAllStringSubmatch(output, -1) {
		return strings.TrimSpace(cmp.Or(m[1], m[2]))
	}
	return "it ends early"
}

// runScoreboard runs each experiment that should turn red in a store of its own. The mutation is caught if
// all of them do.
func (l *laboratory) runScoreboard(ctx context.Context, m mutation, dir string) (caught bool, by string,
	err error) {
	limited, stop := context.WithTimeout(ctx, l.limit)
	defer stop()
	for _, name := range m.Red {
		err := l.once(name, func() error { return l.asItIs(ctx, name) })
		if err != nil {
			return false, "", fmt.Errorf("without the mutation: %w", err)
		}
	}
	binary := filepath.Join(dir, "proxflow.exe")
	err = l.output(ctx, l.root, "go", "build", "-o", binary,
		"-overlay", filepath.Join(dir, "overlay.json"), "./cmd/proxflow")
	if err != nil {
		return false, "", fmt.Errorf("stale: it does not compile: %w", err)
	}
	for _, name := range m.Red {
		err := l.quick(limited, binary, name, filepath.Join(dir, name+".sqlite"))
		switch {
		case limited.Err() != nil:
			return true, name + ": the time limit", nil
		case err == nil:
			return false, name, nil
		case by == "":
			by = complaint(err)
		}
	}
	return true, by, nil
}

// asItIs runs an experiment of the source as it is, unless the log has that.
func (l *laboratory) asItIs(ctx context.Context, name string) error {
	part := scoreboard + " " + name
	none := mutation{}
	if r, ok := l.log.last(none, part); ok && !r.Caught {
		return nil
	}
	binary := filepath.Join(l.scratch, "proxflow.exe")
	if err := l.output(ctx, l.root, "go", "build", "-o", binary, "./cmd/proxflow"); err != nil {
		return err
	}
	start := time.Now()
	if err := l.quick(ctx, binary, name, filepath.Join(l.scratch, name+".sqlite")); err != nil {
		return err
	}
	return l.log.add(result{Part: part, Mutation: none.hash(), Seconds: time.Since(start).Seconds()})
}

// quick runs the quick grid of an experiment. An error has the scoreboard.
func (l *laboratory) quick(ctx context.Context, binary, name, store string) error {
	return l.output(ctx, l.root, binary, "run", "--quick", "--jobs", fmt.Sprint(l.threads), "--db", store,
		experiment(name))
}

var verdict = regexp.MustCompile(`(?m)^(fail|missed|error|inconclusive): .*$`)

// complaint is the first line of a scoreboard that says what is wrong.
func complaint(err error) string {
	if line := verdict.FindString(err.Error()); line != "" {
		return line
	}
	_, output, _ := strings.Cut(err.Error(), "\n") // after the command
	return strings.TrimSpace(output)
}

// once runs something at most once, and returns its error every time.
func (l *laboratory) once(name string, do func() error) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	err, done := l.sound[name]
	if !done {
		err = do()
		l.sound[name] = err
	}
	return err
}

// output runs a command. Its error has what the command wrote.
func (l *laboratory) output(ctx context.Context, dir string, command ...string) error {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Dir = dir
	c.WaitDelay = 10 * time.Second
	var text bytes.Buffer
	c.Stdout, c.Stderr = &text, &text
	if err := c.Run(); err != nil {
		return told(strings.Join(command, " "), err, text.Bytes())
	}
	return nil
}

// told adds to an error what the command wrote.
func told(command string, err error, output []byte) error {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && len(output) == 0 {
		output = exit.Stderr
	}
	return fmt.Errorf("%s: %w\n%s", command, err, output)
}
