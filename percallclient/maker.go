package percallclient

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// makers knows the functions of the package that make a transport and return it,
// or something that leads to it. Calling one is making one.
type makers struct {
	facts facts
	done  map[*ssa.Function]*making // nil while a function is looked into, and if it is no maker
}

// makings returns what fn makes, by itself and by calls of makers.
func (ms makers) makings(fn *ssa.Function) []making {
	list := makings(fn)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.StaticCallee() == nil {
				continue
			}
			callee := call.Call.StaticCallee()
			made := ms.maker(callee)
			if made == nil {
				continue
			}
			m := *made
			m.instr = call
			if m.by = callee.Name(); m.open && len(callee.Blocks) == 0 { // of another package
				m.by = callee.Object().Pkg().Name() + "." + m.by
			}
			if m.value = resultOf(call, m.result); m.value != nil {
				list = append(list, m)
			}
		}
	}
	return list
}

// maker returns what each call of fn makes and hands to its caller, as far as it is
// a transport, or nil.
func (ms makers) maker(fn *ssa.Function) *making {
	if made, ok := ms.done[fn]; ok || fn.Synthetic != "" && len(fn.Blocks) > 0 {
		return made
	}
	ms.done[fn] = nil
	if obj, ok := fn.Object().(*types.Func); ok && len(fn.Blocks) == 0 {
		ms.done[fn] = ms.facts(obj).making()
	}
	for _, m := range ms.makings(fn) {
		if m.kind != transport {
			continue
		}
		f := follow(m, ms.facts)
		if f.kept || len(f.reaps) > 0 || f.off || len(f.out[fn]) != 1 {
			continue
		}
		for i := range f.out[fn] {
			if f.returnsAlways(i) {
				m.result, m.fields, m.limit, m.open = i, f.fields, f.limit, f.open
				ms.done[fn] = &m
			}
		}
	}
	return ms.done[fn]
}

// returnsAlways reports whether the function of the making returns a carrier as
// its i-th result wherever that is not nil.
func (f *flow) returnsAlways(i int) bool {
	for _, b := range f.root.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || f.seen[ret.Results[i]] {
			continue
		}
		if k, ok := ret.Results[i].(*ssa.Const); !ok || k.Value != nil {
			return false
		}
	}
	return true
}
