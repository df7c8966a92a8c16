package path

import (
	"go/token"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// randomPath returns a path of up to three parts.
func randomPath(r *rand.Rand) string {
	var path strings.Builder
	for range r.IntN(4) {
		path.WriteString([]string{".0", ".1", ".10", "[0]", "[1]", "[*]", "[*]", "#0", "{len}"}[r.IntN(9)])
	}
	return path.String()
}

// concrete returns the paths that path stands for, of arrays with three elements.
func concrete(path string) []string {
	before, after, unknown := strings.Cut(path, "[*]")
	if !unknown {
		return []string{path}
	}
	var all []string
	for _, rest := range concrete(after) {
		for _, index := range []string{"[0]", "[1]", "[2]"} {
			all = append(all, before+index+rest)
		}
	}
	return all
}

// TestOverlapAgainstBruteForce puts numbers in the place of unknown indices: two places may overlap if one is in the other for some of
// them, and else not.
func TestOverlapAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	v := new(ssa.Alloc)
	overlapping := 0
	for range 5000 {
		p, q := sym.Place{Base: v, Path: randomPath(r)}, sym.Place{Base: v, Path: randomPath(r)}
		want := false
		for _, x := range concrete(p.Path) {
			for _, y := range concrete(q.Path) {
				x, y := sym.Place{Base: v, Path: x}, sym.Place{Base: v, Path: y}
				want = want || x.Within(y) || y.Within(x)
			}
		}
		if got := MayOverlap(p, q); got != want {
			t.Fatalf("%q and %q may overlap: got %v", p.Path, q.Path, got)
		}
		if want {
			overlapping++
		}
		if weak := len(concrete(p.Path)) > 1; Weak(p) != weak {
			t.Fatalf("%q stands for several: got %v", p.Path, !weak)
		} else if array := Elements(p); weak && (Weak(array) || !p.Within(array)) {
			t.Fatalf("%q is among the elements of %q", p.Path, array.Path)
		}
	}
	if overlapping < 500 {
		t.Errorf("%d pairs overlap only", overlapping)
	}
}

// TestInsteadAgainstBruteForce wants a path with the index of another to stand for what both may stand for, up to their first index.
func TestInsteadAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	found := 0
	for range 5000 {
		path, other := randomPath(r), randomPath(r)
		got, ok := Instead(path, other)
		if !ok {
			continue
		}
		found++
		if back, ok := Instead(got, path); !ok || back != path {
			t.Fatalf("%q with the index of %q is %q, but that with the first index is %q", path, other, got, back)
		}
		v := new(ssa.Alloc)
		if !MayOverlap(sym.Place{Base: v, Path: path}, sym.Place{Base: v, Path: got}) {
			t.Fatalf("%q with the index of %q is %q, which is elsewhere", path, other, got)
		}
	}
	if found < 100 {
		t.Errorf("%d paths get another index only", found)
	}
}

// TestPlacesAgainstModel writes, copies and forgets at random, and compares what is known with a map from places to contents.
func TestPlacesAgainstModel(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	bases := []ssa.Value{new(ssa.Alloc), new(ssa.Alloc)}
	random := func() sym.Place {
		path := strings.ReplaceAll(randomPath(r), "[*]", "[2]") // nobody writes to several
		return sym.Place{Base: bases[r.IntN(2)], Old: r.IntN(4) == 0, Path: path}
	}
	for range 200 {
		s := &State{Top: &Frame{}}
		model := make(map[sym.Place]sym.Value)
		forget := func(p sym.Place) {
			for q := range model {
				if q.Within(p) {
					delete(model, q)
				}
			}
		}
		for range 40 {
			p, q := random(), random()
			switch r.IntN(4) {
			case 0, 1:
				a := sym.IntOf(int64(r.IntN(5)))
				s.Write(p, a)
				forget(p)
				model[p] = a
			case 2:
				if p.Within(q) || q.Within(p) {
					continue // nobody copies a part over the whole
				}
				s.CopyParts(p, q)
				forget(q)
				copied := make(map[sym.Place]sym.Value)
				for at, a := range model {
					if rest, ok := strings.CutPrefix(at.Path, p.Path); ok && at.Within(p) {
						copied[q.Below(rest)] = a
					}
				}
				for at, a := range copied {
					model[at] = a
				}
			case 3:
				s.Places = DeleteWithin(s.Places, p)
				forget(p)
			}
			if len(s.Places) != len(model) {
				t.Fatalf("%d places are known, want %d", len(s.Places), len(model))
			}
			parts := false
			for at, a := range model {
				if got, ok := s.Read(at); !ok || got != a {
					t.Fatalf("%q holds %v, %v, want %v", at.Path, got, ok, a)
				}
				parts = parts || at != p && at.Within(p)
			}
			if got := s.HasParts(p); got != parts {
				t.Fatalf("%q has parts that are known: got %v", p.Path, got)
			}
		}
	}
}

// TestChoicesAgainstBruteForce lets a caller pass two small numbers. What some caller can have chosen has to be possible, and no caller
// chooses both what Conflict returns and what it is in conflict with.
func TestChoicesAgainstBruteForce(t *testing.T) {
	holds := func(c Choice, caller [2]int64) bool {
		return sym.Decide(nil, c.Cond.Op, sym.IntOf(caller[c.Cond.Param]), c.Cond.C) == sym.Yes
	}
	r := rand.New(rand.NewPCG(7, 8))
	ops := []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}
	random := func() Choice {
		return Choice{Cond: Cond{Param: r.IntN(2), Op: ops[r.IntN(len(ops))], C: sym.IntOf(int64(r.IntN(3)))}}
	}
	impossible, conflicts := 0, 0
	for range 2000 {
		var xs, ys []Choice
		for range r.IntN(4) {
			xs = append(xs, random())
		}
		for range r.IntN(4) {
			ys = append(ys, random())
		}
		s := &State{}
		possible := true
		for _, c := range xs {
			possible = s.Choose(c) && possible
		}
		if !possible {
			impossible++
		}
		apart := Conflict(xs, ys)
		conflicts += len(apart)
		for n := range int64(25) {
			caller := [2]int64{n/5 - 1, n%5 - 1}
			chooses := func(c Choice) bool { return holds(c, caller) }
			unless := func(c Choice) bool { return !holds(c, caller) }
			if !possible && !slices.ContainsFunc(xs, unless) {
				t.Fatalf("%v chooses all of %v", caller, xs)
			}
			if slices.ContainsFunc(apart, chooses) && !slices.ContainsFunc(ys, unless) {
				t.Fatalf("%v chooses one of %v, and all of %v", caller, apart, ys)
			}
			for _, c := range xs {
				if holds(c, caller) == holds(c.Not(), caller) {
					t.Fatalf("%v chooses %v and %v, or neither", caller, c, c.Not())
				}
			}
		}
	}
	if impossible == 0 || conflicts == 0 {
		t.Errorf("%d impossible, %d conflicts", impossible, conflicts)
	}
}
