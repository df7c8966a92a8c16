// Package factsize measures the facts that httpleak exports over a large module and the
// standard library, as go vet writes them: minutes, and some gigabytes of memory.
//
//	go test -v ./integration/factsize -large
package factsize

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/httpleak/httpleak"
)

var large = flag.Bool("large", false, "run the test")

const module = "github.com/caddyserver/caddy/v2@v2.11.9"

// limit bounds the bytes per function, on average.
const limit = 64

// A gobFact is what drivers write for each fact (go/analysis/unitchecker). They
// leave out facts about objects that export data does not have.
type gobFact struct {
	PkgPath string
	Object  objectpath.Path
	Fact    analysis.Fact
}

// An encoded holds the facts of a package.
type encoded struct {
	std      bool
	declared int // functions and methods
	facts    []gobFact
	withFact int // functions and methods
	data     []byte
	values   int // bytes of data that are not for names
}

func TestFacts(t *testing.T) {
	if !*large {
		t.Skip("takes minutes: run it with -large")
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: fetch(t)}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	first := analyze(t, pkgs)
	again := analyze(t, pkgs)
	var std, others total
	for path, e := range first {
		if !bytes.Equal(e.data, again[path].data) {
			t.Errorf("%s: its facts differ from one analysis to the next", path)
		}
		var facts []gobFact
		if len(e.data) > 0 {
			if err := gob.NewDecoder(bytes.NewReader(e.data)).Decode(&facts); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		if !reflect.DeepEqual(facts, e.facts) {
			t.Errorf("%s: its facts are others once they were written and read", path)
		}
		if e.std {
			std.add(e)
		} else {
			others.add(e)
		}
	}
	t.Logf("standard library: %+v", std)
	t.Logf("other packages:   %+v", others)
	if std.WithFact > 0 {
		t.Error("the standard library has facts: some hosts have none for it, so it needs none")
	}
	if others.WithFact == 0 {
		t.Fatal("no facts")
	}
	// All that is written, over the functions that may have a fact; and what a fact itself
	// takes, without the name of its function, which is the driver's, over those that have one.
	for _, avg := range []struct {
		what     string
		bytes, n int
		asserted bool
	}{
		{"per declared function, standard library included", std.Bytes + others.Bytes, std.Declared + others.Declared, true},
		{"per declared function, without the standard library", others.Bytes, others.Declared, true},
		{"of the facts alone, per function with a fact", others.Values, others.WithFact, true},
		{"with the names, per function with a fact", others.Bytes, others.WithFact, false},
	} {
		size := float64(avg.bytes) / float64(avg.n)
		t.Logf("%5.1f bytes %s", size, avg.what)
		if avg.asserted && size >= limit {
			t.Errorf("%.1f bytes %s, want fewer than %d", size, avg.what, limit)
		}
	}
}

// A total is over many packages.
type total struct{ Packages, Declared, WithFact, Bytes, Values int }

func (t *total) add(e encoded) {
	t.Packages++
	t.Declared += e.declared
	t.WithFact += e.withFact
	t.Bytes += len(e.data)
	t.Values += e.values
}

// analyze runs the suite and returns the facts of each package, by import path.
func analyze(t *testing.T, pkgs []*packages.Package) map[string]encoded {
	t.Helper()
	graph, err := checker.Analyze(httpleak.Analyzers(), pkgs, &checker.Options{SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]encoded)
	for act := range graph.All() {
		if act.Err != nil {
			t.Fatalf("%s: %v", act, act.Err)
		}
		if len(act.Analyzer.FactTypes) == 0 || !strings.HasPrefix(act.Analyzer.Name, "httpleak_") {
			continue // ctrlflow of x/tools has facts, too
		}
		for _, fact := range act.Analyzer.FactTypes {
			gob.Register(fact)
		}
		e := all[act.Package.ID]
		e.std = act.Package.Module == nil
		e.declared = declared(act.Package)
		var paths objectpath.Encoder
		for _, f := range act.AllObjectFacts() {
			if f.Object.Pkg() != act.Package.Types {
				continue
			}
			if path, err := paths.For(f.Object); err == nil {
				e.facts = append(e.facts, gobFact{act.Package.PkgPath, path, f.Fact})
			}
		}
		all[act.Package.ID] = e
	}
	for id, e := range all {
		all[id] = e.encode(t)
	}
	return all
}

// encode sorts and writes the facts.
func (e encoded) encode(t *testing.T) encoded {
	t.Helper()
	slices.SortFunc(e.facts, func(a, b gobFact) int {
		return cmp.Or(strings.Compare(string(a.Object), string(b.Object)), strings.Compare(fmt.Sprintf("%T", a.Fact), fmt.Sprintf("%T", b.Fact)))
	})
	objects := make(map[objectpath.Path]bool)
	for _, f := range e.facts {
		objects[f.Object] = true
	}
	e.withFact = len(objects)
	if len(e.facts) == 0 {
		return e // nothing is written then
	}
	e.data = write(t, e.facts)
	var values []analysis.Fact
	for _, f := range e.facts {
		values = append(values, f.Fact)
	}
	e.values = len(write(t, values))
	return e
}

func write(t *testing.T, v any) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(v); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// declared counts the functions and methods that pkg declares.
func declared(pkg *packages.Package) int {
	n := 0
	for _, file := range pkg.Syntax {
		for _, decl := range file.Decls {
			if _, ok := decl.(*ast.FuncDecl); ok {
				n++
			}
		}
	}
	return n
}

// fetch downloads the large module and returns a copy that can be written to.
func fetch(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", module).Output()
	if err != nil {
		t.Fatalf("go mod download: %v", err)
	}
	var info struct{ Dir string }
	if err := json.Unmarshal(out, &info); err != nil {
		t.Fatalf("go mod download -json: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "module")
	if err := os.CopyFS(dir, os.DirFS(info.Dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}
