package golangci_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"
)

const leaky = `package p

import (
	"io"
	"net/http"
)

func get(c *http.Client) { c.Get("http://localhost") }

func quiet(c *http.Client) {
	c.Get("http://localhost") //nolint:httpleak // on purpose
}

func two() { http.Get("http://localhost") }

type opener interface{ Open(url string) io.ReadCloser }

func first(o opener) (n int, err error) {
	body := o.Open("http://localhost")
	return body.Read(make([]byte, 1))
}
`

// TestSettings wants the settings to be obeyed, also when what others found is
// cached, and those that make no sense to be errors that name them.
func TestSettings(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/p\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "p.go"), leaky)
	set := func(settings string) {
		configure(t, dir, strings.Replace(everything, "type: module", "type: module, settings: "+settings, 1))
	}
	for _, test := range []struct {
		settings string
		want     map[string]int
	}{
		{"{}", map[string]int{"bodyclose/discard": 2, "defaultclient/function": 1}},
		{"{level: leak}", map[string]int{"bodyclose/discard": 2}},
		{"{analyzers: {bodyclose: false}}", map[string]int{"defaultclient/function": 1}},
		{"{analyzers: {defaultclient: false, bodyclose: {errcheck: true}}}", map[string]int{"bodyclose/discard": 2}},
		{"{acquires: [example.com/p.opener.Open]}", map[string]int{"bodyclose/discard": 2, "bodyclose/never": 1, "defaultclient/function": 1}},
	} {
		set(test.settings)
		if got := runLint(t, dir, cache, "./...").rules; !maps.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.settings, got, test.want)
		}
	}
	for settings, want := range map[string]string{
		"{analyzers: {bodyclose: {drian: true}}}":    `settings of httpleak: unknown key "drian" in bodyclose`,
		"{analyzers: {bodyclos: {tests: true}}}":     `settings of httpleak: unknown key "bodyclos" in analyzers`,
		"{analyzers: {defaultclient: {timeout: 5}}}": `settings of httpleak: timeout: want true or false`,
		"{exclude: x}":      `settings of httpleak: unknown key "exclude" in the settings`,
		"[bodyclose]":       `settings of httpleak: the settings: want keys with values`,
		"{level: disaster}": `settings of httpleak: level: no level is called "disaster"`,
	} {
		set(settings)
		log, code := golangci(t, dir, cache, "run", "./...")
		if code != 3 || !strings.Contains(log, want) {
			t.Errorf("%s: golangci-lint exits %d, want 3 and %s:\n%s", settings, code, want, log)
		}
	}
}

const silenced = `package p

import "net/http"

func onPurpose(c *http.Client) {
	c.Get("http://localhost") //nolint:httpleak // on purpose
}

func before(c *http.Client) {
	c.Get("http://localhost") //nolint:bodyclose // written for another linter
}

func nothing(c *http.Client) {
	c.CloseIdleConnections() //nolint:httpleak // silences nothing
}
`

// TestNolint wants golangci-lint to know which comments silence the linter, and those for
// the bodyclose that it brings to be obeyed.
func TestNolint(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/p\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "p.go"), silenced)
	configure(t, dir, strings.Replace(everything, "enable: [httpleak]", "enable: [httpleak, nolintlint]", 1))
	log, _ := golangci(t, dir, t.TempDir(), "run", "./...")
	if strings.Count(log, "(httpleak)") > 0 || strings.Count(log, "(nolintlint)") != 1 || !strings.Contains(log, "p.go:14:") {
		t.Errorf("want nothing but the comment on line 14:\n%s", log)
	}
}
