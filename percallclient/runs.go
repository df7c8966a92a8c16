package percallclient

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// runs knows which functions of the package may run any number of times in the life
// of a process. A function that only init, main and the like refer to does not.
type runs struct {
	refs    map[*ssa.Function][]ssa.Instruction // where the function is called or made a value
	limited map[*ssa.Function]bool              // false while it is being found out
}

func newRuns(funcs []*ssa.Function) *runs {
	r := &runs{refs: make(map[*ssa.Function][]ssa.Instruction), limited: make(map[*ssa.Function]bool)}
	var ops []*ssa.Value
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				ops = instr.Operands(ops[:0])
				for _, op := range ops {
					if ref, ok := (*op).(*ssa.Function); ok {
						r.refs[origin(ref)] = append(r.refs[origin(ref)], instr)
					}
				}
			}
		}
	}
	return r
}

// repeats reports whether instr may be executed any number of times.
func (r *runs) repeats(instr ssa.Instruction) bool {
	fn := instr.Parent()
	return !isInit(fn) && (!r.isLimited(fn) || inLoop(instr.Block()))
}

// isInit reports whether fn is an init function or initializes the package variables.
func isInit(fn *ssa.Function) bool {
	if fn.Parent() != nil || fn.Signature.Recv() != nil {
		return false
	}
	return fn.Pkg != nil && fn == fn.Pkg.Func("init") || fn.Object() != nil && fn.Object().Name() == "init"
}

// isLimited reports whether fn runs a limited number of times.
func (r *runs) isLimited(fn *ssa.Function) bool {
	if limited, ok := r.limited[fn]; ok {
		return limited
	}
	r.limited[fn] = false
	r.limited[fn] = r.findLimited(fn)
	return r.limited[fn]
}

func (r *runs) findLimited(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		command := fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main"
		switch {
		case isInit(fn), command && fn.Signature.Recv() == nil && fn.Name() == "main":
			return true
		case fn.Signature.Recv() != nil, !command && token.IsExported(fn.Name()):
			return false
		}
	}
	for _, ref := range r.refs[fn] {
		if !r.limitedRef(fn, ref) {
			return false
		}
	}
	return len(r.refs[fn]) > 0
}

// limitedRef reports whether fn runs a limited number of times because of ref, which
// refers to it or to a closure of it.
func (r *runs) limitedRef(fn *ssa.Function, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return true
	case ssa.CallInstruction:
		c := ref.Common()
		if called := calledMethod(c); called != nil && nethttp.RunsOnce(called) {
			return true
		}
		if callee := c.StaticCallee(); callee != nil && origin(callee) == fn {
			return !r.repeats(ref)
		}
	case *ssa.MakeClosure:
		for _, use := range *ref.Referrers() {
			if !r.limitedRef(fn, use) {
				return false
			}
		}
		return true
	case *ssa.Store:
		if _, global := ref.Addr.(*ssa.Global); global {
			return false // like a declared function
		}
	}
	// Code that we do not see gets the function. Whether it calls it more than once is
	// not known, unless it is a handler: those are called for each request.
	return !nethttp.IsHandler(fn.Signature) && !r.repeats(ref)
}

// origin returns the generic function of which fn is an instance, or fn.
func origin(fn *ssa.Function) *ssa.Function {
	if generic := fn.Origin(); generic != nil {
		return generic
	}
	return fn
}

// calledMethod returns the function or method that is called statically, or nil.
func calledMethod(c *ssa.CallCommon) *types.Func {
	if callee := c.StaticCallee(); callee != nil {
		fn, _ := callee.Object().(*types.Func)
		return fn
	}
	return nil
}

// inLoop reports whether b can be reached from itself.
func inLoop(b *ssa.BasicBlock) bool {
	return reaches(b, func(next *ssa.BasicBlock) bool { return next == b })
}

// reaches reports whether a block for which goal holds comes after b.
func reaches(b *ssa.BasicBlock, goal func(*ssa.BasicBlock) bool) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	work := append([]*ssa.BasicBlock(nil), b.Succs...)
	for len(work) > 0 {
		next := work[len(work)-1]
		work = work[:len(work)-1]
		if goal(next) {
			return true
		}
		if !seen[next] {
			seen[next] = true
			work = append(work, next.Succs...)
		}
	}
	return false
}
