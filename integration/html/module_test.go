package html

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A finding is one as httpleak -json prints it.
type finding struct {
	File, Package, Analyzer, Category, Level, Message string
	Line                                              int
	Path                                              []struct {
		Line    int
		Message string
	}
}

func (f finding) rule() string { return f.Analyzer + "/" + f.Category }

// leaks are functions with a finding each, in %d of which the function's number goes.
var leaks = []string{
	`// status%[1]d </script><script>console.error("not escaped")</script> <img src=x onerror=alert(1)>
func status%[1]d(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New("</script><!-- <b>" + resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
`,
	`func retry%[1]d(c *http.Client, url string) ([]byte, error) {
	var resp *http.Response
	var err error
	for range 3 {
		resp, err = c.Get(url)
		if err == nil && resp.StatusCode < 500 {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
`,
	`func shared%[1]d(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
`,
	"func odd%[1]d(c *http.Client, name string) (string, error) {\n" +
		"\tresp, err := c.Get(\"http://\" + name + \"/ünïcödé \u202e 日本語\\x00\" /* \x01\ufffd" + strings.Repeat(" and so on", 60) + " */) // far away\n" +
		"\tif err != nil {\n\t\treturn \"\", err\n\t}\n\treturn resp.Status, nil\n}\n",
	`func call%[1]d(url string, config *tls.Config) ([]byte, error) {
	tr := &http.Transport{
		TLSClientConfig: config,
		IdleConnTimeout: time.Minute,
	}
	resp, err := (&http.Client{Transport: tr}).Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
`,
}

// writeModule writes packages with n functions in all, not more than 25 in each.
func writeModule(t *testing.T, dir string, n int) {
	t.Helper()
	write := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/shop\n\ngo 1.26.0\n")
	write("clean/clean.go", "package clean\n")
	per := min(25, n/2)
	for p := 0; n > 0; p++ {
		var src strings.Builder
		fmt.Fprintf(&src, "// Package p%02[1]d leaks.\npackage p%02[1]d\n\nimport (\n\t\"crypto/tls\"\n\t\"errors\"\n\t\"io\"\n\t\"net/http\"\n\t\"time\"\n)\n\n", p)
		src.WriteString("var (\n\t_ *tls.Config\n\t_ = errors.New\n\t_ = io.ReadAll\n\t_ http.Header\n\t_ time.Time\n)\n")
		for i := range min(per, n) {
			fmt.Fprintf(&src, "\n"+leaks[i%len(leaks)], i)
		}
		n -= per
		write(fmt.Sprintf("internal/p%02d/p.go", p), src.String())
	}
}

// analyse has httpleak write the page and, at the same time, JSON.
func analyse(t *testing.T, dir string, patterns ...string) (page string, found []finding) {
	t.Helper()
	page = filepath.Join(t.TempDir(), "page.html")
	cmd := exec.Command(httpleak, append([]string{"-json", "-html", page}, patterns...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) {
		t.Fatalf("httpleak: %v\n%s", err, &stderr)
	}
	var run struct{ Findings []finding }
	if err := json.Unmarshal(out, &run); err != nil {
		t.Fatal(err)
	}
	return page, run.Findings
}
