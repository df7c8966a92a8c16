package hosts

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// elsewhere are the sections of docs/hosts.md that modules of their own test.
var elsewhere = []string{"golangci-lint"}

// A block is a piece of docs/hosts.md that users copy.
type block struct{ section, language, text string }

// blocks returns those of the page.
func blocks(page string) (all []block) {
	section := ""
	for _, m := range regexp.MustCompile("(?ms)^## (.*?)$|^```(\\w*)\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		if m[1] != "" {
			section = m[1]
		} else if !slices.Contains(elsewhere, section) {
			all = append(all, block{section, m[2], m[3]})
		}
	}
	return all
}

// TestPage wants what users copy from docs/hosts.md to work: commands are run, in
// a module that leaks and has httpleak as a tool; the rest is compared with the
// files that other tests use, or checked for what it names.
func TestPage(t *testing.T) {
	root := hosttest.Root(t)
	page := hosttest.Read(t, filepath.Join(root, "docs", "hosts.md"))
	env := publish(t, version)
	checks := map[string]func(t *testing.T, b block){
		"sh": func(t *testing.T, b block) { runCommands(t, env, b.text) },
		"starlark": func(t *testing.T, b block) {
			wantLines(t, b.text, filepath.Join(root, "integration", "nogo", "*.bazel"))
		},
		"json": func(t *testing.T, b block) {
			if !json.Valid([]byte(b.text)) {
				t.Error("no JSON")
			}
			wantLines(t, b.text, filepath.Join(root, "hosts", "*", "*.json"))
		},
		"yaml": func(t *testing.T, b block) {
			switch b.section {
			case "GitHub Actions":
				checkWorkflow(t, root, b.text)
			case "GitLab CI":
				m := regexp.MustCompile(`/httpleak/httpleak/v[0-9.]+/(\S+)`).FindStringSubmatch(b.text)
				if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
					t.Error(err)
				}
			case "pre-commit":
				checkHooks(t, b.text)
			default:
				t.Errorf("nobody checks this:\n%s", b.text)
			}
		},
		"vim": func(t *testing.T, b block) {
			program := regexp.MustCompile(`makeprg=((?:\\ |\S)+)`).FindStringSubmatch(b.text)
			runCommands(t, env, strings.ReplaceAll(program[1], `\ `, " ")+"\n")
		},
	}
	all := blocks(page)
	if len(all) < 10 {
		t.Errorf("%d blocks only", len(all))
	}
	for _, b := range all {
		t.Run(b.section+" "+b.language, func(t *testing.T) {
			if check := checks[b.language]; check != nil {
				check(t, b)
			} else {
				t.Errorf("nobody checks the language %q:\n%s", b.language, b.text)
			}
		})
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#:]+)[^):]*\)`).FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.Join(root, "docs", m[1])); err != nil {
			t.Errorf("a link to nowhere: %v", err)
		}
	}
}

// runCommands runs commands, a line each. They have to succeed, or to show what
// leaks.
func runCommands(t *testing.T, env []string, text string) {
	t.Helper()
	dir := leaking(t)
	hosttest.Output(t, dir, env, 0, "go", "get", "-tool", projectPath+"/cmd/httpleak@latest")
	for line := range strings.Lines(text) {
		before := hosttest.Read(t, filepath.Join(dir, "fetch.go"))
		out, code := shell(t, dir, env, line)
		shows := strings.Contains(out, "fetch.go:8:15") || strings.Contains(out, "file=fetch.go,line=8,col=15") || strings.Contains(out, "+++ ")
		for _, name := range strings.Fields(line) { // a file that it writes
			if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil && strings.Contains(string(data), "fetch.go") {
				shows = true
			}
		}
		fixed := hosttest.Read(t, filepath.Join(dir, "fetch.go")) != before
		installs := strings.HasPrefix(line, "go get ") || strings.Contains(line, "-version")
		if code == 0 && !shows && !fixed && !installs || code != 0 && !shows {
			t.Errorf("%sexits %d and shows nothing of the leak:\n%s", line, code, out)
		}
	}
}

// wantLines wants the lines to be in one of the files, in that order.
func wantLines(t *testing.T, text, pattern string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	for _, name := range names {
		rest, ok := "\n"+hosttest.Read(t, name), true
		for line := range strings.Lines(text) {
			var found bool
			_, rest, found = strings.Cut(rest, "\n"+strings.TrimSuffix(line, "\n")+"\n")
			rest, ok = "\n"+rest, ok && found
		}
		if ok {
			return
		}
	}
	t.Errorf("in none of %q:\n%s", names, text)
}

// checkWorkflow wants a workflow to be right as far as actionlint knows, with our
// action in the place of the released one.
func checkWorkflow(t *testing.T, root, text string) {
	t.Helper()
	local := regexp.MustCompile(`httpleak/httpleak@v\S+`).ReplaceAllString(text, "./")
	if local == text {
		t.Error("the workflow does not use the action")
	}
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	errs, err := linter.Lint("page.yml", []byte(local), project)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range errs {
		t.Error(e)
	}
}

// checkHooks wants a configuration of pre-commit to use hooks that are there.
func checkHooks(t *testing.T, text string) {
	t.Helper()
	type hook struct{ ID string }
	var ours []hook
	var config struct {
		Repos []struct {
			Repo, Rev string
			Hooks     []hook
		}
	}
	if err := yaml.Unmarshal([]byte(hosttest.Read(t, filepath.Join(hosttest.Root(t), ".pre-commit-hooks.yaml"))), &ours); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(text), &config); err != nil || len(config.Repos) != 1 || len(config.Repos[0].Hooks) == 0 {
		t.Fatalf("no configuration of pre-commit: %v", err)
	}
	for _, h := range config.Repos[0].Hooks {
		if !slices.Contains(ours, h) {
			t.Errorf("there is no hook %s", h.ID)
		}
	}
}
