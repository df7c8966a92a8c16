package hosts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// An action is what action.yml says.
type action struct {
	Name, Description string
	Branding          map[string]string
	Inputs            map[string]struct{ Description, Default string }
	Outputs           map[string]struct{ Description, Value string }
	Runs              struct {
		Using string
		Steps []struct {
			Name, ID, Shell, Run, If, Uses string
			Env, With                      map[string]string
		}
	}
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// TestAction runs the steps of the GitHub action as GitHub does: one after the
// other, with the inputs in the environment and outputs by way of a file.
// The upload alone is not done.
func TestAction(t *testing.T) {
	var a action
	readYAML(t, &a, "action.yml")
	source := project(t)
	type result struct {
		log, sarif string
		outputs    map[string]string
		code       int  // of the first step that fails, 0 if none does
		upload     bool // whether the upload would have been done
	}
	run := func(t *testing.T, dir string, inputs map[string]string) (r result) {
		t.Helper()
		temp := t.TempDir()
		file := filepath.Join(temp, "output")
		r.outputs = make(map[string]string)
		value := func(expr string) string {
			if name, ok := strings.CutPrefix(expr, "inputs."); ok {
				in, known := a.Inputs[name]
				if !known {
					t.Fatalf("there is no input %s", name)
				}
				if v, given := inputs[name]; given {
					return v
				}
				return in.Default
			}
			name, ok := strings.CutPrefix(expr, "steps.run.outputs.")
			if !ok {
				t.Fatalf("the test does not know the expression %s", expr)
			}
			return r.outputs[name]
		}
		for _, step := range a.Runs.Steps {
			if step.Uses != "" {
				if want := "inputs.upload == 'true' && steps.run.outputs.sarif-file != ''"; step.If != want {
					t.Fatalf("if: %s, want %s", step.If, want)
				}
				r.upload = value("inputs.upload") == "true" && value("steps.run.outputs.sarif-file") != ""
				continue
			}
			if step.If != "" || step.Shell != "bash" {
				t.Fatalf("step %q has if %q and shell %q, which the test does not know", step.Name, step.If, step.Shell)
			}
			if expression.MatchString(step.Run) {
				t.Errorf("step %q has an expression in its script: what it stands for would be run", step.Name)
			}
			env := []string{"GITHUB_ACTION_PATH=" + source, "RUNNER_TEMP=" + temp, "GITHUB_OUTPUT=" + file, "GITHUB_WORKSPACE=" + dir}
			for name, text := range step.Env {
				env = append(env, name+"="+expression.ReplaceAllStringFunc(text, func(s string) string {
					return value(expression.FindStringSubmatch(s)[1])
				}))
			}
			log, code := shell(t, dir, env, step.Run)
			r.log += log
			if data, err := os.ReadFile(file); err == nil {
				for line := range strings.Lines(string(data)) {
					name, text, _ := strings.Cut(strings.TrimSpace(line), "=")
					r.outputs[name] = text
				}
			}
			if code != 0 {
				r.code = code
				break
			}
		}
		if name := r.outputs["sarif-file"]; name != "" {
			r.sarif = hosttest.Read(t, filepath.Join(dir, name))
		}
		return r
	}
	results := func(t *testing.T, sarif string) (n int) {
		t.Helper()
		var log struct {
			Version string
			Runs    []struct{ Results []any }
		}
		if err := json.Unmarshal([]byte(sarif), &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 {
			t.Fatalf("no SARIF file (%v):\n%s", err, sarif)
		}
		return len(log.Runs[0].Results)
	}
	dir := leaking(t)
	for _, test := range []struct {
		name    string
		inputs  map[string]string
		change  func()
		code    int
		results int // -1 if there is no file
		upload  bool
		log     string // a regular expression
	}{
		{name: "leaking", code: 3, results: 2, upload: true, log: `(?m)^::error file=fetch.go,line=8,`},
		{name: "flags", inputs: map[string]string{"flags": " -level leak\n-exclude ./none*.go", "packages": ".\n./sub", "upload": "false"}, code: 3, results: 1, log: `(?m)^::error file=fetch.go`},
		{name: "accepted", inputs: map[string]string{"packages": "./sub", "flags": "-fail-on=leak", "annotations": "false"}, results: 1, upload: true, log: `(?m)^sub/sub.go:5:43: `},
		{name: "wrong flag", inputs: map[string]string{"flags": "-nope"}, code: 2, results: -1, log: `httpleak: flag provided but not defined: -nope`},
		{name: "no package", inputs: map[string]string{"packages": "./nowhere"}, code: 1, results: 0, upload: true, log: `httpleak: .*nowhere`},
		{name: "clean", change: func() { clean(t, dir) }, results: 0, upload: true, log: `^$`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.change != nil {
				test.change()
			}
			r := run(t, dir, test.inputs)
			if r.code != test.code {
				t.Errorf("exit code %d, want %d", r.code, test.code)
			}
			if r.upload != test.upload {
				t.Errorf("upload: %t, want %t", r.upload, test.upload)
			}
			if test.results < 0 && r.sarif != "" {
				t.Errorf("there is a file:\n%s", r.sarif)
			} else if test.results >= 0 && results(t, r.sarif) != test.results {
				t.Errorf("%d results, want %d", results(t, r.sarif), test.results)
			}
			if !regexp.MustCompile(test.log).MatchString(r.log) {
				t.Errorf("the log does not match %s:\n%s", test.log, r.log)
			}
		})
	}
	for name, out := range a.Outputs {
		m := expression.FindStringSubmatch(out.Value)
		if m == nil || m[1] != "steps.run.outputs."+name {
			t.Errorf("output %s is %s", name, out.Value)
		}
	}
}
