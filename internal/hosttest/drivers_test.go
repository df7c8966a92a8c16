package hosttest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/driver"
	"github.com/httpleak/httpleak/internal/hosttest"
	"github.com/httpleak/httpleak/internal/vetjson"
)

// TestMain puts the command into PATH: the test binary, started under that name, is the command.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"httpleak": func() {
			os.Exit(driver.Main(context.Background(), os.Args[1:], os.Stdout, os.Stderr, httpleak.Analyzers()))
		},
	})
}

// TestDrivers wants the same findings by hand and under go vet -vettool, where
// every package is analysed in a process of its own and what is known of others
// comes from files.
//
// Go vet sees copies, in folders of this run only, so that nothing is in its cache. It may have lost what it found there:
// Go 1.26.0 to 1.26.8 forget the findings of packages that an earlier go vet, with the same
// tool, saw as dependencies only, or could not pass on since it was killed. By hand that does not matter.
func TestDrivers(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir()) // as the go command names it
	if err != nil {
		t.Fatal(err)
	}
	module, testdata := filepath.Join(dir, "module"), filepath.Join(dir, "gopath")
	for to, from := range map[string]string{filepath.Join(module, "examples"): "../../examples", filepath.Join(testdata, "src"): "../../testdata/src"} {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(module, "go.mod"), []byte("module example.com/copy\n\ngo 1.26.0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, dir, pattern string
		env                []string
	}{
		{name: "examples", dir: module, pattern: "./examples/..."},
		{
			// As analysistest sees them: the import path is the path below src.
			name: "fixtures", dir: filepath.Join(testdata, "src"), pattern: "./...",
			env: []string{"GO111MODULE=off", "GOFLAGS=", "GOPATH=" + testdata},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tool, err := exec.LookPath("httpleak")
			if err != nil {
				t.Fatal(err)
			}
			byHand := findings(t, test.dir, test.env, test.pattern)
			inProcess := findings(t, test.dir, test.env, "-inprocess", test.pattern)
			underVet := hosttest.VetFindings(t, test.dir, test.env, "go", "vet", "-json", "-vettool="+tool, test.pattern)
			if len(byHand) == 0 {
				t.Error("nothing is found by hand")
			}
			hosttest.Same(t, "by hand", byHand, "under go vet", underVet)
			hosttest.Same(t, "by hand", byHand, "in process", inProcess)
		})
	}
}

// findings runs httpleak in dir, and returns what it finds.
func findings(t *testing.T, dir string, env []string, args ...string) []vetjson.Diagnostic {
	t.Helper()
	return hosttest.Findings(t, "httpleak", dir, env, args...)
}
