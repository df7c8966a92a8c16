package httpleak_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/visible"
)

// hostile is a Go file whose texts would give orders to a terminal, to GitHub's runner and to the
// eye of a reader.
const hostile = "package hostile\n\nimport \"net/http\"\n\n" +
	"func f(c *http.Client, s string) error {\n" +
	"\tresp, err := c.Get(s)\n\tif err != nil {\n\t\treturn err\n\t}\n" +
	"\tif s == \"\x1b]0;title\x07\u202e##[error]##vso[task.setvariable]\" {\n" +
	"\t\treturn nil /* \x1b[2J\u009b31m\u2066 */\n\t}\n\treturn resp.Body.Close()\n}\n\n" +
	"func g(c *http.Client) {\n" +
	"//line \x1b[31mred\x07.go:7\n" +
	"\tc.Get(`\n::error::raw \x7f\u200b`)\n" +
	"\tc.Get(\"\") //httpleak:ignore bodyclose\x1b[0m\n}\n"

// TestHostileText wants nothing of the code that is analysed to reach a terminal or a log as
// anything but text, in every form and host.
func TestHostileText(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("names of files cannot have such characters")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/hostile\n\ngo 1.26.0\n",
		"a.go":   hostile,
		"b\n::error file=x::pwned\x1b[31m\u202e.go": "package hostile\n\nimport \"net/http\"\n\nfunc h(c *http.Client) { c.Get(\"\") }\n",
		"conf.yaml": "\"\\e[31mkey\\u202e\": 1\n",
		"known":     "{\"version\":1}\n{\"file\":\"\\u001b[31m.go\",\"in\":\"\\n::error::\",\"analyzer\":\"\\u009b\",\"category\":\"\",\"code\":\"\\u202e\"}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	colors := regexp.MustCompile("\x1b\\[[0-9;]*m")
	ours := regexp.MustCompile(`^::(error|warning|notice) file=[^:]+,line=\d+,col=\d+[^:]*::`)
	for line, exit := range map[string]int{
		"httpleak ./...":                            3,
		"httpleak -explain ./...":                   3,
		"httpleak -explain -color=always ./...":     3,
		"httpleak -json ./...":                      3,
		"httpleak -sarif ./...":                     3,
		"httpleak -github ./...":                    3,
		"httpleak -gitlab ./...":                    3,
		"httpleak -html /dev/stderr ./...":          3,
		"httpleak -fix -diff ./...":                 3,
		"httpleak -baseline known ./...":            3,
		"httpleak -config=conf.yaml ./...":          2,
		"httpleak -inprocess ./...":                 1, // go list cannot
		"go vet -vettool=" + tool(t) + " ./...":     1,
		"httpleak -bodyclose.acquires=\x1b.F ./...": 2,
	} {
		args := strings.Fields(line)
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		out, _ := cmd.CombinedOutput()
		text := string(out)
		if got := cmd.ProcessState.ExitCode(); got != exit || text == "" {
			t.Errorf("%q: exit code %d, want %d:\n%q", line, got, exit, text)
		}
		if strings.Contains(line, "-color=always") {
			text = colors.ReplaceAllString(text, "")
		}
		for _, l := range strings.Split(text, "\n") {
			if visible.Source(l) != l && !strings.Contains(l, "<mark") {
				t.Errorf("%q prints %q", line, l)
			}
			if strings.HasPrefix(strings.TrimSpace(l), "::") && !ours.MatchString(l) {
				t.Errorf("%q gives an order: %q", line, l)
			}
		}
	}
}

// tool returns where the command is.
func tool(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("httpleak")
	if err != nil {
		t.Fatal(err)
	}
	return name
}
