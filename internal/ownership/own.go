package ownership

import (
	"cmp"
	"fmt"
	"go/types"
	"maps"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
)

// Own is what users say of functions, over what their source and directives say.
type Own struct {
	Acquires funcname.List // functions that return something open
	Closes   funcname.List // parameters that functions close
}

// NewOwn returns what says nothing yet.
func NewOwn() *Own {
	return &Own{
		Acquires: funcname.List{Check: func(fn *types.Func, _ int) error {
			if _, err := declaredResults(fn, true); err != nil {
				return fmt.Errorf("%s returns nothing that could be closed", fn.Name())
			}
			return nil
		}},
		Closes: funcname.List{Params: true, Check: func(fn *types.Func, param int) error {
			i := numberOf(fn, param)
			if i >= effect.MaxParams {
				return fmt.Errorf("parameter %d of %s: only the first %d are followed", param, fn.Name(), effect.MaxParams)
			}
			t := paramTypes(fn.Signature())[i]
			if _, basic := t.Underlying().(*types.Basic); basic {
				return fmt.Errorf("parameter %d of %s cannot be closed: it is of type %s", param, fn.Name(), t)
			}
			return nil
		}},
	}
}

// numberOf returns how effects count a parameter of fn: from the receiver if there is one, else from the first parameter.
func numberOf(fn *types.Func, param int) int {
	if fn.Signature().Recv() == nil {
		return param - 1
	}
	return param
}

// SearchOwn returns the leaks of the package of pass under what own says, and the functions
// whose search was given up; r is the result of [Analyzer] for that package.
//
// What own says is seen in this package alone, and no fact tells of it: facts must not
// depend on flags, since hosts keep them without regard to flags. So the search is done anew, where
// a function of own can be met at all.
func (r *Result) SearchOwn(pass *analysis.Pass, own *Own) ([]*Leak, []GaveUp) {
	if pass.Pkg.Path() == nethttp.Path || !own.meets(pass) {
		return r.Leaks, r.GaveUp
	}
	return r.search(own)
}

// meets reports whether the package has to do with a package of which own names a function: it is
// one, or refers to something in one.
func (o *Own) meets(pass *analysis.Pass) bool {
	paths := make(map[string]bool)
	for _, list := range []funcname.List{o.Acquires, o.Closes} {
		for _, n := range list.Names {
			for _, r := range n.Readings() {
				paths[r.Path] = true
			}
		}
	}
	if len(paths) == 0 {
		return false
	}
	known := map[*types.Package]bool{nil: false}
	of := func(pkg *types.Package) bool {
		is, ok := known[pkg]
		if !ok {
			is = paths[funcname.Path(pkg)]
			known[pkg] = is
		}
		return is
	}
	if of(pass.Pkg) {
		return true
	}
	for _, obj := range pass.TypesInfo.Uses {
		if of(obj.Pkg()) {
			return true
		}
	}
	return false
}

// declaration returns what own says of fn, or nil.
func (o *Own) declaration(fn *types.Func) *declaration {
	d := &declaration{params: make(map[int]effect.Effect)}
	key := funcname.Key(fn)
	for _, n := range o.Acquires.Names {
		if n.Key() == key {
			if results, err := declaredResults(fn, true); err == nil {
				d.results = &results
			}
		}
	}
	for _, n := range o.Closes.Names {
		if n.Key() == key {
			if i := numberOf(fn, n.Param); i >= 0 {
				d.params[i] = effect.Always(effect.Released)
			}
		}
	}
	if d.results == nil && len(d.params) == 0 {
		return nil
	}
	return d
}

// declarationOf returns what is declared of fn: by a directive in this package, and by the user. It is
// nil if nothing is.
func (e *engine) declarationOf(fn *types.Func) *declaration {
	fn = fn.Origin()
	d := e.declared[fn]
	if e.own == nil {
		return d
	}
	if merged, ok := e.merged[fn]; ok {
		return merged
	}
	own := e.own.declaration(fn)
	switch {
	case own == nil:
		own = d
	case d != nil:
		params := maps.Clone(d.params)
		maps.Copy(params, own.params)
		own = &declaration{params, cmp.Or(own.results, d.results)}
	}
	e.merged[fn] = own
	return own
}

// declares reports whether something is declared of fn.
func (e *engine) declares(fn *types.Func) bool { return e.declarationOf(fn) != nil }
