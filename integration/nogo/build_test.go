package nogo

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// Of rules_go, the files that its target nogo_srcs has, and those that write
// what the nogo rule adds to them.
var (
	runnerFiles    = []string{"constants.go", "env.go", "flags.go", "nogo_fix.go", "nogo_goversions_go118.go", "nogo_goversions_go121.go", "nogo_goversions_go122.go", "nogo_main.go", "nogo_version.go", "nolint.go"}
	generatorFiles = []string{"generate_nogo_main.go", "flags.go"}
)

// udiff is the version of the module that writes the differences of nogo's fixes.
const udiff = "github.com/aymanbagabas/go-udiff"

// buildNogo builds what the rule in BUILD.bazel has Bazel build: the runner of
// rules_go with our analyzers and nogo_config.json. Its sources come from the module
// proxy; the version is that of MODULE.bazel. Bazel itself is not needed.
func buildNogo(t *testing.T) (program string) {
	t.Helper()
	work := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(work, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	root := hosttest.Root(t)
	write("go.mod", "module example.com/nogo\n\ngo 1.26.0\n")
	rules := download(t, work, "github.com/bazelbuild/rules_go@v"+match(t, "MODULE.bazel", `name = "rules_go", version = "(.*?)"`)[0])
	builders := filepath.Join(rules, "go", "tools", "builders")

	// The runner imports an internal package of x/tools, so that it has to be in it.
	tools := strings.TrimSpace(string(hosttest.Output(t, root, nil, 0, "go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools")))
	if err := os.CopyFS(filepath.Join(work, "tools"), os.DirFS(tools)); err != nil {
		t.Fatal(err)
	}
	for dir, names := range map[string][]string{"nogo": runnerFiles, "generate": generatorFiles} {
		for _, name := range names {
			write("tools/"+dir+"/"+name, hosttest.Read(t, filepath.Join(builders, name)))
		}
	}
	write("tools/generate/main.go", `package main

import (
	"log"
	"os"
)

func main() {
	if err := genNogoMain(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}
`)
	build := func(program, pkg string) {
		t.Helper()
		// Without paths, so that what is built for one temporary folder serves the next.
		hosttest.Output(t, work, []string{"GOFLAGS=-mod=mod", "GOWORK=off"}, 0, "go", "build", "-trimpath", "-o", program, pkg)
	}
	hosttest.Output(t, work, nil, 0, "go", "mod", "edit",
		"-require=golang.org/x/tools@v0.0.0", "-replace=golang.org/x/tools="+filepath.Join(work, "tools"),
		"-require=github.com/httpleak/httpleak@v0.0.0", "-replace=github.com/httpleak/httpleak="+root,
		"-require="+udiff+"@"+udiffVersion(t, rules))
	generate, program := filepath.Join(work, "generate"), filepath.Join(work, "nogo")
	build(generate, "golang.org/x/tools/generate")
	args := []string{"-config", "nogo_config.json", "-output", filepath.Join(work, "tools", "nogo", "generated.go")}
	for _, path := range analyzerPaths(t) {
		args = append(args, "-analyzer_importpath", path)
	}
	hosttest.Output(t, "", nil, 0, generate, args...)
	build(program, "golang.org/x/tools/nogo")
	return program
}

// analyzerPaths returns the import paths of the targets that BUILD.bazel names.
func analyzerPaths(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pkg := range match(t, "BUILD.bazel", `"@com_github_httpleak_httpleak//(.*?)"`) {
		paths = append(paths, "github.com/httpleak/httpleak/"+pkg)
	}
	return paths
}

// udiffVersion returns the version of udiff that rules_go wants.
func udiffVersion(t *testing.T, rules string) string {
	t.Helper()
	return match(t, filepath.Join(rules, "go.mod"), regexp.QuoteMeta(udiff)+` (\S+)`)[0]
}

// download has the go command download a module, and returns its folder.
func download(t *testing.T, dir, module string) string {
	t.Helper()
	var info struct{ Dir string }
	out := hosttest.Output(t, dir, []string{"GOFLAGS=-mod=mod"}, 0, "go", "mod", "download", "-json", module)
	if err := json.Unmarshal(out, &info); err != nil {
		t.Fatal(err)
	}
	return info.Dir
}

// match returns what the group of the expression matches in a file, all of it.
func match(t *testing.T, file, expr string) []string {
	t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(expr).FindAllStringSubmatch(hosttest.Read(t, file), -1) {
		all = append(all, m[1])
	}
	if len(all) == 0 {
		t.Fatalf("%s does not match %s", file, expr)
	}
	return all
}
