package main_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/answer"
	"github.com/httpleak/httpleak/internal/driver"
	"github.com/httpleak/httpleak/internal/hosttest"
)

// root is the folder of the module, as tests see it.
const root = "../.."

var update = flag.Bool("u", false, "rewrite the files that the scripts of testdata/script compare with")

// TestMain puts the command into PATH for all tests of the package, without
// building it: the test binary, started under that name, is the command.
func TestMain(m *testing.M) {
	command := func(analyzers ...*analysis.Analyzer) func() {
		return func() {
			os.Exit(driver.Main(context.Background(), os.Args[1:], os.Stdout, os.Stderr, analyzers))
		}
	}
	testscript.Main(m, map[string]func(){
		"httpleak": command(httpleak.Analyzers()...),
		"toyleak":  command(toy("leak"), toy("drip")),
		"remotecache": func() {
			if err := serveCache(os.Stdin, os.Stdout, os.Args[1], os.Args[2]); err != nil {
				fmt.Fprintf(os.Stderr, "remotecache: %v\n", err)
				os.Exit(1)
			}
		},
	})
}

// toy returns an analyzer for what the scripts ask of the command: quick, with
// a fix, a flag and a failure. It reports every call of the function that is
// called as it is itself, fails on a package called "bad", panics on one called
// "boom", does not search functions whose name begins with "giant" to the end, adds a line to the file TOY_CHANGE, and in one called
// "slow" writes its process number to the file TOY_PID and goes on for the time
// TOY_SLEEP, and until there is a file TOY_UNTIL. It adds the packages that it sees to the file TOY_LOG.
func toy(name string) *analysis.Analyzer {
	a := &analysis.Analyzer{Name: name, Doc: "report calls of " + name, ResultType: answer.Type}
	a.Flags.Bool("tests", false, "look at _test.go files")
	a.Run = func(pass *analysis.Pass) (any, error) {
		if file := os.Getenv("TOY_LOG"); name == "leak" && file != "" {
			if err := appendTo(file, pass.Pkg.Path()); err != nil {
				return nil, err
			}
		}
		if file := os.Getenv("TOY_CHANGE"); name == "leak" && file != "" {
			if err := appendTo(file, "// changed"); err != nil {
				return nil, err
			}
		}
		switch pass.Pkg.Name() {
		case "bad":
			return nil, errors.New("out of order")
		case "boom":
			panic("out of order")
		case "slow":
			if name != "leak" {
				break
			}
			if file := os.Getenv("TOY_PID"); file != "" {
				if err := os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())), 0o666); err != nil {
					return nil, err
				}
			}
			if d, err := time.ParseDuration(os.Getenv("TOY_SLEEP")); err == nil {
				time.Sleep(d)
			}
			for file := os.Getenv("TOY_UNTIL"); file != ""; time.Sleep(20 * time.Millisecond) {
				if _, err := os.Stat(file); err == nil {
					break
				}
			}
		}
		all := new(answer.Answer)
		for _, file := range pass.Files {
			var when answer.When
			if strings.HasSuffix(pass.Fset.File(file.FileStart).Name(), "_test.go") {
				when = answer.When{"tests"}
			}
			for n := range ast.Preorder(file) {
				if fn, ok := n.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "giant") {
					all.Unsearched = append(all.Unsearched, answer.Unsearched{Func: pass.Pkg.Path() + "." + fn.Name.Name, Branches: 3000, Pos: fn.Pos(), When: when})
				}
				call, ok := n.(*ast.CallExpr)
				if !ok {
					continue
				}
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == name {
					edit := analysis.TextEdit{Pos: id.Pos(), End: id.End(), NewText: []byte("mend")}
					all.Findings = append(all.Findings, answer.Finding{When: when, Diagnostic: analysis.Diagnostic{
						Pos:            call.Pos(),
						Message:        name + "\nis called",
						SuggestedFixes: []analysis.SuggestedFix{{Message: "mend it", TextEdits: []analysis.TextEdit{edit}}},
					}})
				}
			}
		}
		for _, d := range all.Choose(&a.Flags) {
			pass.Report(d)
		}
		return all, nil
	}
	return a
}

// appendTo adds a line to a file.
func appendTo(name, line string) error {
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	return cmp.Or(err, file.Close())
}

func TestScripts(t *testing.T) {
	// Once for all: the scripts run side by side, and the standard library is not in
	// the cache of a command that was just built.
	hosttest.Findings(t, "httpleak", root, nil, "./examples/bodyclose/discard")
	env := goEnv(t, "GOCACHE", "GOMODCACHE")
	maps.Copy(env, map[string]string{"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"})
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(root, "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			repo, err := filepath.Abs(root)
			if err != nil {
				return err
			}
			e.Setenv("REPO", repo)
			for name, value := range env {
				e.Setenv(name, value)
			}
			for _, name := range []string{"httpleak", "toyleak"} {
				tool, err := exec.LookPath(name)
				if err != nil {
					return err
				}
				e.Setenv(strings.ToUpper(name), tool)
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "spoil": spoil, "notutf8": notUTF8, "giant": giant},
	})
}

// exits is the script command "exits CODE PROGRAM ARGS…": it runs the program
// as exec does and wants that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [args]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s exits %d, want %d", args[1], got, want)
	}
}

// spoil is the script command "spoil TEXT": it cuts short what the go command has in its cache and
// has TEXT in it, as a full disk or a crash does.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spoil text")
	}
	cut := 0
	ts.Check(filepath.WalkDir(ts.Getenv("GOCACHE"), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, "-d") {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(data, []byte(args[0])) {
			return err
		}
		cut++
		return os.Truncate(file, int64(len(data)/2))
	}))
	if cut == 0 {
		ts.Fatalf("nothing in the cache has %q", args[0])
	}
}

// giant is the script command "giant FILE N": it adds a function to the file, with n cases in which a request is sent.
func giant(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: giant file n")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := []byte(ts.ReadFile(args[0]))
	text = append(text, "\nfunc Giant(c *http.Client, n int) (resp *http.Response, err error) {\n\tswitch n {\n"...)
	for i := range n {
		text = fmt.Appendf(text, "\tcase %d:\n\t\tif resp, err = c.Get(%q); err != nil {\n\t\t\treturn nil, err\n\t\t}\n", i, fmt.Sprint(i))
	}
	text = append(text, "\t}\n\treturn nil, nil\n}\n"...)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o666))
}

// notUTF8 is the script command "notutf8 FILE": it puts a byte that is no UTF-8 in the place of each question mark, in the
// file and in its name.
func notUTF8(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: notutf8 file")
	}
	file := ts.MkAbs(args[0])
	data := []byte(ts.ReadFile(file))
	ts.Check(os.Remove(file))
	ts.Check(os.WriteFile(strings.ReplaceAll(file, "?", "\xe9"), bytes.ReplaceAll(data, []byte("?"), []byte{0xe9}), 0o666))
}

// goEnv returns the values of names in the go command's environment.
func goEnv(t *testing.T, names ...string) map[string]string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"env", "-json"}, names...)...).Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	env := make(map[string]string)
	if err := json.Unmarshal(out, &env); err != nil {
		t.Fatalf("go env: %v", err)
	}
	return env
}
