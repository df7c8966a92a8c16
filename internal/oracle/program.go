package oracle

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Import paths of what is added to the GOPATH of the fixtures, in an overlay only.
const (
	runPath  = "oraclerun"
	mainPath = "oraclemain"
	// describe is the function that is added to each fixture package.
	describe = "OracleFixture"
)

// The runner is compiled together with the fixtures, from this copy of its sources.
//
//go:embed run/*.go
var runSources embed.FS

// A program is the overlay under which the fixtures can be run.
type program struct {
	root, tmp string
	replace   map[string]string // virtual path -> path on disk
}

// add puts a file at the virtual path.
func (p *program) add(virtual string, content []byte) error {
	name := filepath.Join(p.tmp, strconv.Itoa(len(p.replace))+".go")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		return fmt.Errorf("write overlay: %w", err)
	}
	p.replace[virtual] = name
	return nil
}

// newProgram writes the overlay for the fixtures to the folder tmp.
func newProgram(root, tmp string, fixtures []*fixture) (*program, error) {
	p := &program{root: root, tmp: tmp, replace: make(map[string]string)}
	if err := p.addRunner(); err != nil {
		return nil, err
	}
	for _, fx := range fixtures {
		for _, f := range fx.files {
			var err error
			switch {
			case f.source != nil:
				err = p.add(f.virtual, f.source)
			case f.virtual != f.path:
				p.replace[f.virtual] = f.path
			}
			if err != nil {
				return nil, err
			}
		}
		if err := p.add(filepath.Join(p.dir(fx.path), "oracle_fixture.go"), p.describeFixture(fx)); err != nil {
			return nil, err
		}
	}
	return p, p.add(filepath.Join(p.dir(mainPath), "oracle_test.go"), mainFile(fixtures))
}

func (p *program) dir(importPath string) string {
	return filepath.Join(p.root, "src", filepath.FromSlash(importPath))
}

func (p *program) addRunner() error {
	entries, err := runSources.ReadDir("run")
	if err != nil {
		return fmt.Errorf("read runner: %w", err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		content, err := runSources.ReadFile("run/" + e.Name())
		if err != nil {
			return fmt.Errorf("read runner: %w", err)
		}
		if err := p.add(filepath.Join(p.dir(runPath), e.Name()), content); err != nil {
			return err
		}
	}
	return nil
}

// describeFixture returns the source of the file that tells the runner what is in
// the package. It is part of the package, as only that can name its functions.
func (p *program) describeFixture(fx *fixture) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\nimport oraclerun %q\n\n", fx.name, runPath)
	fmt.Fprintf(&b, "func %s() oraclerun.Fixture {\n\treturn oraclerun.Fixture{\n", describe)
	fmt.Fprintf(&b, "\t\tPackage: %q,\n\t\tDir: %q,\n", fx.path, filepath.ToSlash(p.dir(fx.path))+"/")
	fmt.Fprintf(&b, "\t\tFunctions: []oraclerun.Function{\n")
	for _, fn := range fx.functions {
		if !fn.generic && fn.norun == "" {
			fmt.Fprintf(&b, "\t\t\t{Name: %q, Func: %s, Params: %#v, Exits: %t},\n",
				fn.name, fn.expr, fn.params, fn.exits != "")
		}
	}
	fmt.Fprintf(&b, "\t\t},\n\t\tVariables: []any{\n")
	for _, name := range fx.variables {
		fmt.Fprintf(&b, "\t\t\t&%s,\n", name)
	}
	fmt.Fprintf(&b, "\t\t},\n\t}\n}\n")
	return b.Bytes()
}

// mainFile returns the source of the test that runs all fixtures. It is a test so
// that fixtures can have a real *testing.T.
func mainFile(fixtures []*fixture) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "package oraclemain\n\nimport (\n\t\"testing\"\n\n\toraclerun %q\n", runPath)
	for i, fx := range fixtures {
		fmt.Fprintf(&b, "\tfixture%d %q\n", i, fx.path)
	}
	fmt.Fprintf(&b, ")\n\nfunc TestOracle(t *testing.T) {\n\toraclerun.Main(t, []oraclerun.Fixture{\n")
	for i := range fixtures {
		fmt.Fprintf(&b, "\t\tfixture%d.%s(),\n", i, describe)
	}
	fmt.Fprintf(&b, "\t})\n}\n")
	return b.Bytes()
}

// writeOverlay writes the overlay's table and returns its name.
func (p *program) writeOverlay() (string, error) {
	data, err := json.Marshal(struct{ Replace map[string]string }{p.replace})
	if err != nil {
		return "", fmt.Errorf("write overlay: %w", err)
	}
	name := filepath.Join(p.tmp, "overlay.json")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		return "", fmt.Errorf("write overlay: %w", err)
	}
	return name, nil
}
