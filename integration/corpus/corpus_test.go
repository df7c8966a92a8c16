package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/integration/internal/findings"
	"github.com/httpleak/httpleak/integration/internal/module"
)

func TestReadModules(t *testing.T) {
	modules, err := module.ReadList("modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, m := range modules {
		if names[m.Name()] {
			t.Errorf("two modules would share %s.golden", m.Name())
		}
		names[m.Name()] = true
		if _, err := findings.ReadGolden(m.Name() + ".golden"); err != nil {
			t.Error(err)
		}
	}
	goldens, err := filepath.Glob("*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range goldens {
		if !names[strings.TrimSuffix(file, ".golden")] {
			t.Errorf("%s belongs to no module of modules.txt", file)
		}
	}
	bad := filepath.Join(t.TempDir(), "modules.txt")
	if err := os.WriteFile(bad, []byte("example.com/x v1 more\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := module.ReadList(bad); err == nil || !strings.Contains(err.Error(), "modules.txt:1: ") {
		t.Errorf("error for a line of three fields = %v", err)
	}
}
