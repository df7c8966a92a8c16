package hosts

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestEditors runs what the files for editors say, and wants the editors to
// understand the output.
func TestEditors(t *testing.T) {
	env := publish(t, version)
	dir := leaking(t)
	hosttest.Output(t, dir, env, 0, "go", "get", "-tool", projectPath+"/cmd/httpleak@latest")
	files := filepath.Join(hosttest.Root(t), "hosts")
	// understood wants the expression to find the two places, in groups 1 to 3.
	understood := func(t *testing.T, out, expr string, want ...string) {
		t.Helper()
		var got []string
		for line := range strings.Lines(out) {
			if m := regexp.MustCompile(expr).FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				got = append(got, strings.Join(m[1:4], ":"))
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s finds the places %q, want %q, in\n%s", expr, got, want, out)
		}
	}
	t.Run("VS Code tasks", func(t *testing.T) {
		var tasks struct {
			Tasks []struct {
				Command        string
				Args           []string
				Options        struct{ Cwd string }
				ProblemMatcher struct{ Pattern struct{ Regexp string } }
			}
		}
		if err := json.Unmarshal([]byte(hosttest.Read(t, filepath.Join(files, "vscode", "tasks.json"))), &tasks); err != nil || len(tasks.Tasks) != 1 {
			t.Fatalf("%d tasks: %v", len(tasks.Tasks), err)
		}
		task := tasks.Tasks[0]
		out, code := shell(t, strings.ReplaceAll(task.Options.Cwd, "${workspaceFolder}", dir), env, task.Command+" "+strings.Join(task.Args, " "))
		if code != 3 {
			t.Errorf("exit code %d", code)
		}
		understood(t, out, task.ProblemMatcher.Pattern.Regexp, "fetch.go:8:15", "sub/sub.go:5:43")
	})
	t.Run("VS Code settings", func(t *testing.T) {
		var settings struct {
			VetFlags []string `json:"go.vetFlags"`
		}
		if err := json.Unmarshal([]byte(hosttest.Read(t, filepath.Join(files, "vscode", "settings.json"))), &settings); err != nil {
			t.Fatal(err)
		}
		hosttest.Output(t, dir, env, 0, "go", "build", "-o", "bin/", projectPath+"/cmd/httpleak")
		flags := strings.ReplaceAll(strings.Join(settings.VetFlags, " "), "${workspaceFolder}", dir)
		out, code := shell(t, dir, env, "go vet "+flags+" ./...")
		if code == 0 {
			t.Error("go vet finds nothing")
		}
		understood(t, out, `^(?:\./)?(\w\S*):(\d+):(\d+): (?:response|http)`, "fetch.go:8:15", "sub/sub.go:5:43")
	})
	t.Run("GoLand file watcher", func(t *testing.T) {
		type option struct {
			Name    string   `xml:"name,attr"`
			Value   string   `xml:"value,attr"`
			Filters []option `xml:"array>FilterInfo>option"`
		}
		var watchers struct {
			Options []option `xml:"component>TaskOptions>option"`
		}
		if err := xml.Unmarshal([]byte(hosttest.Read(t, filepath.Join(files, "goland", "watcherTasks.xml"))), &watchers); err != nil {
			t.Fatal(err)
		}
		set := make(map[string]string)
		for _, o := range watchers.Options {
			set[o.Name] = o.Value
			for _, f := range o.Filters {
				if f.Name == "regExp" {
					set["regExp"] = f.Value
				}
			}
		}
		// GoLand puts expressions for these in, and quotes nothing else.
		filter := strings.NewReplacer("$FILE_PATH$", `(\S+)`, "$LINE$", `(\d+)`, "$COLUMN$", `(\d+)`, "$MESSAGE$", `(.*)`).Replace(set["regExp"])
		for saved, want := range map[string]string{"": "fetch.go:8:15", "sub": "sub/sub.go:5:43"} {
			macros := strings.NewReplacer("$ProjectFileDir$", dir, "$FileDirRelativeToProjectRoot$", saved)
			out, code := shell(t, macros.Replace(set["workingDir"]), env, set["program"]+" "+macros.Replace(set["arguments"]))
			if code != 3 {
				t.Errorf("exit code %d", code)
			}
			understood(t, out, filter, want)
		}
	})
}
