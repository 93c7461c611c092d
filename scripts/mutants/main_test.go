package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// toy is a module with a package, its test, and a program that runs an experiment.
var toy = map[string]string{
	"go.mod": "module toy\n\ngo 1.26\n",
	"theory/double/double.go": `package double

func Of(x int) int { return 2 * x }

func Half(x int) int { return x / 2 }
`,
	"theory/double/double_test.go": `package double

import "testing"

func TestDouble(t *testing.T) {
	if Of(3) != 6 {
		t.Fail()
	}
}
`,
	"cmd/proxflow/main.go": `package main

import (
	"os"

	"toy/theory/double"
)

func main() {
	if double.Of(3) != 6 {
		println("fail: double, x=3")
		os.Exit(1)
	}
}
`,
	"experiments/double.toml": "",
}

const head = "[[mutation]]\nfile = 'theory/double/double.go'\nbreaks = 'it'\nred = ['double']\n"

// measured runs the program on the toy with these mutations, and returns its exit status, what it wrote,
// and the way to run it again.
func measured(t *testing.T, list string, args ...string) (status int, out, errs string,
	again func() (int, string)) {
	t.Helper()
	root := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range toy {
		write(name, text)
	}
	write("list/toy.toml", list)
	args = append([]string{"-root", root, "-list", "list"}, args...)
	once := func() (int, string, string) {
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), args, &stdout, &stderr)
		return status, stdout.String(), stderr.String()
	}
	status, out, errs = once()
	return status, out, errs, func() (int, string) { status, _, errs := once(); return status, errs }
}

func TestMutationsAreCaughtOrToldOf(t *testing.T) {
	status, out, errs, again := measured(t, head+"id = 'triple'\nfind = '2 * x'\nreplace = '3 * x'\n"+
		head+"id = 'third'\nfind = 'x / 2'\nreplace = 'x / 3'\n"+
		head+"id = 'commuted'\nfind = '2 * x'\nreplace = 'x * 2'\nequivalent = 'products commute'\n", "-format",
		"csv")
	if status != survived {
		t.Fatalf("exit status %d\n%s%s", status, out, errs)
	}
	for _, want := range []string{
		`triple,theory/double/double.go,it,both,theory/double: TestDouble,"fail: double, x=3",,true`,
		"third,theory/double/double.go,it,neither,–,–,,false",
		"commuted,theory/double/double.go,it,neither,–,–,products commute,true",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no line %q in\n%s", want, out)
		}
	}
	if status, errs := again(); status != survived || errs != "" {
		t.Errorf("the log was not used: exit status %d, %s", status, errs)
	}
}

func TestAListThatDoesNotFitIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ list, want string }{
		"nowhere": {head + "id = 'a'\nfind = '4 * x'\nreplace = 'x'\n",
			"a: stale: its text stands 0 times"},
		"twice": {head + "id = 'a'\nfind = 'return'\nreplace = 'x'\n",
			"a: stale: its text stands 2 times"},
		"no experiment": {strings.Replace(head, "['double']", "['b']",
			1) + "id = 'a'\nfind = '2 * x'\nreplace = 'x'\n", `no experiment "b"`},
		"nothing red": {strings.Replace(head, "red", "#", 1) + "id = 'a'\nfind = '2 * x'\nreplace = 'x'\n",
			"a: a mutation of the mathematics needs red"},
		"unknown key": {head + "id = 'a'\nfind = '2 * x'\nreplace = 'x'\nfile2 = ''\n",
			"unknown key mutation.file2"},
		"does not compile": {head + "id = 'a'\nfind = '2 * x'\nreplace = 'y'\n", "a: stale: it does not compile"},
	} {
		if status, _, errs, _ := measured(t, c.list, "-scoreboard=false"); status != unusable ||
			!strings.Contains(errs, c.want) {
			t.Errorf("%s: exit status %d, %s", name, status, errs)
		}
	}
}

func TestASourceThatFailsByItselfCatchesNothing(t *testing.T) {
	sound := toy["theory/double/double_test.go"]
	defer func() { toy["theory/double/double_test.go"] = sound }()
	toy["theory/double/double_test.go"] = strings.Replace(sound, "6", "7", 1)
	status, _, errs, _ := measured(t, head+"id = 'a'\nfind = '2 * x'\nreplace = '3 * x'\n", "-scoreboard=false")
	if status != unusable || !strings.Contains(errs, "without the mutation") {
		t.Errorf("exit status %d, %s", status, errs)
	}
}

// A change of the source may leave a mutation or two behind, of which the program tells; but not many.
func TestTheShippedListFitsTheSource(t *testing.T) {
	list, err := readList("../..", "list")
	if len(list) < 60 {
		t.Errorf("%d mutations fit only: %v", len(list), err)
	}
}

func TestALogLineThatWasCutOffDoesNotCount(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	m := mutation{ID: "a"}
	log, err := openLog(file, "tree", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.add(result{ID: "a", Part: tests, Mutation: m.hash(), Caught: true}); err != nil {
		t.Fatal(err)
	}
	log.file.WriteString(`{"id":"a","part":"scoreb`)
	log.close()
	log, err = openLog(file, "tree", false)
	if err != nil {
		t.Fatal(err)
	}
	log.add(result{ID: "a", Part: scoreboard, Mutation: m.hash()})
	log.close()
	for tree, want := range map[string]bool{"tree": true, "another": false} {
		log, err := openLog(file, tree, false)
		if err != nil {
			t.Fatal(err)
		}
		_, first := log.last(m, tests)
		_, second := log.last(m, scoreboard)
		if first != want || second != want {
			t.Errorf("of %s: %t, %t", tree, first, second)
		}
		log.close()
	}
}
