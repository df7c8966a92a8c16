package body

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// isReader reports whether t is an interface by which data can be moved, and nothing else, or a slice of such.
func (b *Bodies) isReader(t types.Type) bool {
	// io.MultiReader and its like get several, as one slice.
	if slice, ok := t.Underlying().(*types.Slice); ok {
		t = slice.Elem()
	}
	iface, ok := t.Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 || b.May(t) {
		return false
	}
	for m := range iface.Methods() {
		if !nethttp.OnlyReads(m.Name()) {
			return false
		}
	}
	return true
}

// reading says what a callee makes of the body that it can only read, by way of a wrapper around it: what the methods of
// the wrapper do decides.
func (b *Bodies) reading(c *search.Callee, arg search.Argument, contract nethttp.Contract) search.Given {
	unknown := search.Always(effect.Kept, search.WhyUnknown)
	if c.Obj == nil {
		return unknown
	}
	var all effect.Effect
	for _, part := range readers(c, arg) {
		e := b.throughReader(c, part, contract.Drains.Has(arg.Number), contract.WritesTo.Has(arg.Number))
		// One reader of which nothing is known makes all of them unknown.
		if !e.Known() {
			return unknown
		}
		all = all.Either(e)
	}
	switch n := arg.Number; {
	case all.Only(effect.Left) && all.Known():
		return search.Given{Holds: resultMayClose(c.Instr.Common().Signature()) && !neverCloses(c.Obj)}
	case contract.Drains.Has(n): // the last read is the one that fails
		all.OnSuccess = all.OnError
	case contract.Fills.Has(n):
	default:
		return unknown
	}
	all.Perhaps = true
	return search.Given{Effect: all, Why: whyWrapper}
}

// A reader is something that carries the body, as a callee gets it.
type reader struct {
	value sym.Value
	of    ssa.Value // the operand that value is of, or nil
}

// readers returns what an argument is, or, if it is a slice, what is in that.
func readers(c *search.Callee, arg search.Argument) []reader {
	if _, ok := arg.Type.Underlying().(*types.Slice); !ok {
		return []reader{{arg.Value, c.Instr.Common().Args[arg.Index]}}
	}
	if arg.Value.Kind != sym.KindAddress {
		return []reader{{}}
	}
	var all []reader
	for _, a := range c.Parts(arg.Value) {
		all = append(all, reader{value: a})
	}
	return all
}

// throughReader returns what reading r makes of the body: to the end if drains, and by its method WriteTo if writes and
// there is one.
func (b *Bodies) throughReader(c *search.Callee, r reader, drains, writes bool) effect.Effect {
	if r.value.Kind == sym.KindResource {
		return effect.Always(effect.Left)
	}
	read, known := c.Through(r.value, r.of, "Read")
	if !known || read.Method == nil || b.knowsType(c, read.Type) {
		return effect.Effect{}
	}
	all := b.effectThrough(c, r, read)
	// Who drains by Read alone never comes to WriteTo.
	if drains && !writes || !all.Known() {
		return all
	}
	write, _ := c.Through(r.value, r.of, "WriteTo")
	switch {
	case write.Method == nil:
		return all
	case writes && drains: // as well if it succeeds as if it fails
		e := b.effectThrough(c, r, write)
		return effect.Always(e.Any())
	}
	if e := b.effectThrough(c, r, write); e.Known() {
		return all.Either(e)
	}
	return effect.Effect{}
}

// knowsType reports whether a callee may look for the type t behind an interface, since both are of one package.
func (b *Bodies) knowsType(c *search.Callee, t types.Type) bool {
	if neverCloses(c.Obj) {
		return false
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() == c.Obj.Pkg()
}

// effectThrough returns what the method of w makes of the body in r, from wherever it is known.
func (b *Bodies) effectThrough(c *search.Callee, r reader, w search.Way) effect.Effect {
	switch {
	case w.Effect.Known():
		return w.Effect
	// The search of this package would have said so (w.Effect); that it did not means that it is not known.
	case w.Method.Pkg() == b.E.Types:
		return effect.Effect{}
	case nethttp.IsStd(w.Method.Pkg()):
		return b.throughStd(c, r, w.Method.Name())
	}
	if e := b.E.Stated(w.Method).Param(0); e.Result == 0 {
		return e
	}
	return effect.Effect{}
}

// throughStd returns what a reader of the standard library makes of the body that it holds: it passes calls on.
func (b *Bodies) throughStd(c *search.Callee, r reader, method string) effect.Effect {
	if r.value.Kind != sym.KindAddress {
		return effect.Effect{}
	}
	var all effect.Effect
	for _, a := range c.Parts(r.value) {
		// A Read leaves the duty to close as it is, even where it comes to the end.
		e := effect.Always(effect.Left)
		if a.Kind != sym.KindResource {
			w, known := c.Through(a, nil, method)
			if !known || w.Method == nil {
				return effect.Effect{}
			}
			e = b.effectThrough(c, reader{value: a}, w)
		}
		if !e.Known() {
			return effect.Effect{}
		}
		all = all.Either(e)
	}
	return all
}

// Asserts looks at all functions of the package, once.
func (b *Bodies) Asserts(t types.Type) bool {
	if b.asserted == nil {
		b.asserted = make(map[typewalk.Key]bool)
		for _, fn := range b.Funcs {
			for instr := range ssaquery.Instrs(fn) {
				if assert, ok := instr.(*ssa.TypeAssert); ok {
					b.asserted[typewalk.KeyOf(assert.AssertedType)] = true
				}
			}
		}
	}
	return b.asserted[typewalk.KeyOf(t)]
}
