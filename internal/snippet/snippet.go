// Package snippet runs an analyzer over a few lines of Go in a test, in milliseconds: what the lines import is read
// from the export data of the standard library, which the test binary loads once.
package snippet

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
)

// A Run is what an analyzer made of a snippet.
type Run struct {
	Packages []*Package // in the order of the snippet
}

// A Package is one package of a snippet, analysed.
type Package struct {
	Types  *types.Package
	Result any // of the analyzer, if it has one

	action *checker.Action
}

// Analyze runs a, and what it requires, over the packages of src, each after those that it imports, so that facts
// go from one to the next.
//
// src is the text of one file of the package p, or an archive of files as of
// golang.org/x/tools/txtar, where the folder of a file is the import path of its package. A file without a package clause gets
// one, on the line before its first if that is empty, and imports the packages of [Imports] that it mentions.
// A test whose snippet does not compile, or on which the analyzer fails, is ended.
func Analyze(t testing.TB, a *analysis.Analyzer, src string) *Run {
	t.Helper()
	pkgs, err := load(src)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, &checker.Options{Sequential: true})
	if err != nil {
		t.Fatal(err)
	}
	r := new(Run)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatalf("%s: %v", act.Package.PkgPath, act.Err)
		}
		r.Packages = append(r.Packages, &Package{Types: act.Package.Types, Result: act.Result, action: act})
	}
	return r
}

// Last returns the last package of the snippet.
func (r *Run) Last() *Package { return r.Packages[len(r.Packages)-1] }

// Findings returns what the analyzer reported, as "line: category: message" in the order of the source; a finding
// in another file than the first of its package, or in another package than the last, has the name of the file in front.
func (r *Run) Findings() []string {
	type finding struct {
		pkg, offset int
		text        string
	}
	var all []finding
	for i, p := range r.Packages {
		for _, d := range p.action.Diagnostics {
			fset, files := p.action.Package.Fset, p.action.Package.Syntax
			at := fset.Position(d.Pos)
			text := strconv.Itoa(at.Line) + ": "
			if p != r.Last() || at.Filename != fset.Position(files[0].FileStart).Filename {
				text = at.Filename + ":" + text
			}
			if d.Category != "" {
				text += d.Category + ": "
			}
			all = append(all, finding{i, int(d.Pos), text + d.Message})
		}
	}
	slices.SortStableFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.offset, b.offset))
	})
	var texts []string
	for _, f := range all {
		texts = append(texts, f.text)
	}
	return texts
}

// Facts returns the facts that the analyzer exported of objects of p, by the name of the object: Name or Type.Method. Several
// facts of one object are joined by "; ".
func (p *Package) Facts() map[string]string {
	facts := make(map[string]string)
	for _, f := range p.action.AllObjectFacts() {
		if f.Object.Pkg() != p.Types {
			continue
		}
		name, text := objectName(f.Object), fmt.Sprint(f.Fact)
		if before, ok := facts[name]; ok {
			both := []string{before, text}
			slices.Sort(both)
			text = strings.Join(both, "; ")
		}
		facts[name] = text
	}
	return facts
}

// Line returns the line of the snippet, or of its file, on which pos is.
func (p *Package) Line(pos token.Pos) int { return p.action.Package.Fset.Position(pos).Line }

// objectName returns the name of obj, behind that of its type if it is a method.
func objectName(obj types.Object) string {
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return obj.Name()
	}
	t := types.Unalias(fn.Signature().Recv().Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name() + "." + fn.Name()
	}
	return fn.Name()
}
