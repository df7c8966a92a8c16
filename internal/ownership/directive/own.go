package directive

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/funcname"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ssaquery"
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
			t := ssaquery.Params(fn.Signature())[i]
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

// Meets reports whether the package has to do with a package of which own names a function: it is
// one, or refers to something in one.
func (o *Own) Meets(pass *analysis.Pass) bool {
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

// Declaration returns what own says of fn, or nil.
func (o *Own) Declaration(fn *types.Func) *Declaration {
	d := &Declaration{Params: make(map[int]effect.Effect)}
	key := funcname.Key(fn)
	for _, n := range o.Acquires.Names {
		if n.Key() == key {
			if results, err := declaredResults(fn, true); err == nil {
				d.Results = &results
			}
		}
	}
	for _, n := range o.Closes.Names {
		if n.Key() == key {
			if i := numberOf(fn, n.Param); i >= 0 {
				d.Params[i] = effect.Always(effect.Released)
			}
		}
	}
	if d.Results == nil && len(d.Params) == 0 {
		return nil
	}
	return d
}
