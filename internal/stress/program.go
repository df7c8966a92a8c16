package stress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/internal/stress/run"
)

// A program is the compiled functions.
type program struct{ binary string }

// build writes the functions to the folder dir and compiles them.
func build(dir string, files map[string]string, units []*Unit) (*program, error) {
	write := func(name, content string) error {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(content), 0o600)
	}
	all := map[string]string{"go.mod": "module stress\n\ngo 1.26\n", "main.go": mainText(units)}
	for name, content := range files {
		all["funcs/"+name] = content
	}
	entries, err := runSources.ReadDir("run")
	if err != nil {
		return nil, fmt.Errorf("read runner: %w", err)
	}
	for _, e := range entries {
		content, err := runSources.ReadFile("run/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read runner: %w", err)
		}
		all["run/"+e.Name()] = string(content)
	}
	for name, content := range all {
		if err := write(name, content); err != nil {
			return nil, fmt.Errorf("write program: %w", err)
		}
	}
	p := &program{filepath.Join(dir, "stress.exe")}
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", p.binary, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	return p, nil
}

// run runs the functions, again without those that got stuck.
func (p *program) run(job run.Job) (map[string]run.Result, error) {
	out := make(map[string]run.Result)
	job.Skip = make(map[string]bool)
	for {
		input, err := json.Marshal(job)
		if err != nil {
			return nil, fmt.Errorf("run: %w", err)
		}
		var stdout, stderr bytes.Buffer
		cmd := exec.Command(p.binary)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &stdout, &stderr
		err = cmd.Run()
		for dec := json.NewDecoder(&stdout); ; {
			var r run.Result
			if err := dec.Decode(&r); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("run: %w", err)
			}
			out[r.Name] = r
			job.Skip[r.Name] = true
		}
		var exit *exec.ExitError
		switch {
		case err == nil:
			return out, nil
		case errors.As(err, &exit) && exit.ExitCode() == 3:
		default:
			return nil, fmt.Errorf("run: %w\n%s", err, &stderr)
		}
	}
}

// mainText returns the source of the program's main package.
func mainText(units []*Unit) string {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\t\"net/http\"\n\n\t\"stress/funcs\"\n\t\"stress/run\"\n)\n\n")
	b.WriteString("func main() {\n\trun.Main([]run.Func{\n")
	for id := 901; id <= 927; id++ {
		fmt.Fprintf(&b, "\t\t{Name: \"%d\", Statuses: []int{200}, Call: func(d run.D) []any { if f := funcs.Openers[%d]; f != nil { return []any{f(d)} }; return nil }},\n", id, id)
	}
	for _, u := range units {
		src := u.Source()
		fmt.Fprintf(&b, "\t\t{Name: %q, Statuses: %#v, Errors: %t, CloseErrors: %t, Goroutines: %t, Call: %s},\n",
			u.Name, statuses(src), usesErrors.MatchString(src), usesClose.MatchString(src), strings.Contains(src, "go func") || strings.Contains(src, ".Go("), u.call(src))
	}
	b.WriteString("\t}, []error{funcs.ErrFake, &funcs.FakeError{}}, &funcs.Stash)\n}\n")
	b.WriteString("\nfunc client(d run.D) *http.Client { return &http.Client{Transport: d} }\n")
	b.WriteString("\nfunc list(x ...any) []any { return x }\n")
	return b.String()
}

// call returns a function literal that calls u.
func (u *Unit) call(src string) string {
	_, body, _ := strings.Cut(src, "\n")
	p, n := "false", "0"
	if usesP.MatchString(body) {
		p = "d.B()"
	}
	if usesN.MatchString(body) {
		n = "d.N(5) - 1"
	}
	call := fmt.Sprintf("funcs.%s(d, client(d), %s, %s)", u.Name, p, n)
	if u.results == "" {
		return "func(d run.D) []any { " + call + "; return nil }"
	}
	return "func(d run.D) []any { return list(" + call + ") }"
}
