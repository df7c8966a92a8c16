package golangci_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestPage wants what users copy from docs/hosts.md to work.
func TestPage(t *testing.T) {
	_, section, _ := strings.Cut(hosttest.Read(t, "../../docs/hosts.md"), "\n## golangci-lint\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatch(section, -1) {
		blocks = append(blocks, m[1])
	}
	if len(blocks) != 3 {
		t.Fatalf("%d blocks, want one for .custom-gcl.yml and two for .golangci.yml", len(blocks))
	}
	if custom := hosttest.Read(t, "../../golangci/example/.custom-gcl.yml"); !strings.HasSuffix(custom, blocks[0]) {
		t.Errorf(".custom-gcl.yml of the page is not that of the example:\n%s", blocks[0])
	}

	dir, cache := t.TempDir(), t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/p\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "p.go"), leaky)
	write(t, filepath.Join(dir, "p_test.go"), "package p\n\nimport \"net/http\"\n\nfunc inTest(c *http.Client) { c.Get(\"http://localhost\") }\n")
	check := func(config string, want map[string]int) {
		t.Helper()
		configure(t, dir, config)
		if log, code := golangci(t, dir, cache, "config", "verify"); code != 0 {
			t.Errorf("golangci-lint config verify exits %d:\n%s", code, log)
		}
		if got := runLint(t, dir, cache, "--enable-only=httpleak", "./...").rules; !maps.Equal(got, want) {
			t.Errorf("got %v, want %v, with\n%s", got, want, config)
		}
		if log, _ := golangci(t, dir, cache, "linters"); !regexp.MustCompile(`(?s)Enabled by your configuration linters:.*\nhttpleak:.*Disabled by your configuration linters:.*\nbodyclose:`).MatchString(log) {
			t.Errorf("httpleak is not enabled, or bodyclose is:\n%s", log)
		}
	}
	check(blocks[1], map[string]int{"bodyclose/discard": 3}) // the second issue of a line is dropped
	check(merge(t, blocks[1], "issues: {uniq-by-line: false}"), map[string]int{"bodyclose/discard": 3, "defaultclient/function": 1})
	check(merge(t, blocks[1], "issues: {uniq-by-line: false}", blocks[2]), map[string]int{"bodyclose/discard": 2, "defaultclient/function": 1})
}

// merge returns a configuration of several parts.
func merge(t *testing.T, parts ...string) string {
	t.Helper()
	all := make(map[string]any)
	for _, part := range parts {
		var m map[string]any
		if err := yaml.Unmarshal([]byte(part), &m); err != nil {
			t.Fatal(err)
		}
		mergeInto(all, m)
	}
	text, err := yaml.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func mergeInto(to, from map[string]any) {
	for k, v := range from {
		if old, ok := to[k].(map[string]any); ok {
			if m, ok := v.(map[string]any); ok {
				mergeInto(old, m)
				continue
			}
		}
		to[k] = v
	}
}
