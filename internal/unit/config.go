// Package unit runs analyzers over one package as the go command describes it to a tool of go vet.
//
// It does what the unitchecker of x/tools does, with what the go command has at hand: the types of what a package
// imports come from the export data that the compiler wrote, while unitchecker has each package checked again,
// for types of its own making. And a package of the standard library that is only imported gets an empty answer at once:
// no analyzer of this module has a fact about one. The facts that packages hand on are the same.
package unit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/analysis"
)

// A Config describes a package, in the form of the go command.
type Config struct {
	ID            string
	Dir           string
	ImportPath    string
	GoVersion     string
	GoFiles       []string
	NonGoFiles    []string
	IgnoredFiles  []string
	ModulePath    string
	ModuleVersion string
	Module        *analysis.Module
	ImportMap     map[string]string // import path to package path
	PackageFile   map[string]string // package path to file with export data
	PackageVetx   map[string]string // package path to file with facts
	VetxOnly      bool
	VetxOutput    string
	Stdout        string
}

// Read reads a description.
func Read(file string) (*Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cfg := new(Config)
	if err := json.Unmarshal(data, cfg); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return cfg, nil
}

// Standard reports whether the package is in the standard library, or a program of the Go distribution.
func (c *Config) Standard() bool {
	root := os.Getenv("GOROOT") // the go command sets it for its tools
	if root == "" || c.Dir == "" || c.ModulePath != "" && c.ModulePath != "std" && c.ModulePath != "cmd" {
		return false
	}
	rel, err := filepath.Rel(filepath.Join(root, "src"), c.Dir)
	return err == nil && filepath.IsLocal(rel)
}

// Exported reports whether the go command gives the export data of all that the package imports, of which
// there has to be some: it has compiled these packages anyway. Another version of it may not; what it does
// is the same for all packages, so that one of which this does not hold, and that hands on types in its facts as
// x/tools does, is never in need of them from one of which it holds.
func (c *Config) Exported() bool {
	for path := range c.PackageVetx {
		if c.PackageFile[path] == "" {
			return false
		}
	}
	return len(c.PackageVetx) > 0
}
