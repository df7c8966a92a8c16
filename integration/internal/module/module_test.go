package module

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/minio/mc":             "mc",
		"github.com/caddyserver/caddy/v2": "caddy",
		"example.com/very":                "very",
	} {
		if got := (Module{Path: path}).Name(); got != want {
			t.Errorf("name of %s = %q, want %q", path, got, want)
		}
	}
}

// TestDropLocal wants replacements by folders to stay only if the folder is part of the module.
func TestDropLocal(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/m\n\nreplace (\n\texample.com/gone => ../gone\n\texample.com/old v1.0.0 => ../old\n\texample.com/in => ./in\n\texample.com/fork => example.com/mine v1.2.3\n)\n")
	write("in/go.mod", "module example.com/in\n")
	if err := dropLocal(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"example.com/gone": false, "example.com/old": false, "example.com/in => ./in": true, "example.com/mine v1.2.3": true} {
		if got := strings.Contains(string(data), text); got != want {
			t.Errorf("go.mod has %q: %v, want %v:\n%s", text, got, want, data)
		}
	}
}
