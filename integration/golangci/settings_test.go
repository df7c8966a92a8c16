package golangci_test

import (
	"path/filepath"
	"strings"
	"testing"
)

const leaky = `package p

import "net/http"

func get(c *http.Client) { c.Get("http://localhost") }

func quiet(c *http.Client) {
	c.Get("http://localhost") //nolint:httpleak // on purpose
}

func two() { http.Get("http://localhost") }
`

// TestSettings wants the settings to be obeyed, also when what others found is
// cached, and those that make no sense to be errors that name them.
func TestSettings(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/p\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "p.go"), leaky)
	set := func(settings string) {
		write(t, filepath.Join(dir, ".golangci.yml"), strings.Replace(everything, "type: module", "type: module, settings: "+settings, 1))
	}
	for _, test := range []struct {
		settings string
		want     string // lines and rules
	}{
		{"{}", "5 bodyclose/discard, 11 bodyclose/discard, 11 defaultclient/function"},
		{"{level: leak}", "5 bodyclose/discard, 11 bodyclose/discard"},
		{"{enable: [defaultclient]}", "11 defaultclient/function"},
		{"{disable: [defaultclient], bodyclose: {errcheck: true}}", "5 bodyclose/discard, 11 bodyclose/discard"},
	} {
		set(test.settings)
		var got []string
		for _, f := range runLint(t, dir, cache, "./...").found {
			_, rule, _ := strings.Cut(f.text[strings.LastIndexByte(f.text, '('):], "(")
			got = append(got, strings.Split(f.String(), ":")[1]+" "+strings.TrimSuffix(rule, ")"))
		}
		if got := strings.Join(got, ", "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.settings, got, test.want)
		}
	}
	for settings, want := range map[string]string{
		"{bodyclose: {drian: true}}":    `settings of httpleak: bodyclose: there is no "drian"`,
		"{bodyclos: {tests: true}}":     `settings of httpleak: there is no "bodyclos"`,
		"{defaultclient: {timeout: 5}}": `settings of httpleak: defaultclient: timeout: want true or false, not 5`,
		"{enable: bodyclose}":           `settings of httpleak: enable: want a list of analyzers, not bodyclose`,
		"[bodyclose]":                   `settings of httpleak: want a mapping, not [bodyclose]`,
		"{level: disaster}":             `settings of httpleak: level: no level is called "disaster"`,
	} {
		set(settings)
		log, code := golangci(t, dir, cache, "run", "./...")
		if code != 3 || !strings.Contains(log, want) {
			t.Errorf("%s: golangci-lint exits %d, want 3 and %s:\n%s", settings, code, want, log)
		}
	}
}
