package body

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// drainedEachTime reports whether the function that acquires reads the body to its end, or until reading fails, before it
// comes to the same acquisition again.
func drainedEachTime(acq *search.Acquisition) bool {
	var drains []*ssa.Call
	for _, o := range acq.Outcomes {
		for i := range o.Results {
			if v := ssaquery.ResultValue(acq.Value(), i, len(o.Results)); v != nil {
				drains = appendDrains(drains, v)
			}
		}
	}
	// A reachability over blocks: is there a way from the acquisition back to it that reads nothing? Such a round leaves
	// a body unread.
	start := acq.Instr.Block()
	avoid := make(map[*ssa.BasicBlock]bool)
	for _, d := range drains {
		if d.Block() == start {
			return true // behind the acquisition, as it uses what that made
		}
		avoid[d.Block()] = true
	}
	stack := append([]*ssa.BasicBlock(nil), start.Succs...)
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if b == start {
			return false
		}
		// A block that drains is not gone through; one that was met before neither.
		if !avoid[b] {
			avoid[b] = true
			stack = append(stack, b.Succs...)
		}
	}
	return len(drains) > 0
}

// appendDrains appends the calls that read v, or the body of the response v, to the end.
func appendDrains(to []*ssa.Call, v ssa.Value) []*ssa.Call {
	for _, r := range ssaquery.Referrers(v) {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			if httpvalue.IsBodyField(r) {
				to = appendDrains(to, r)
			}
		case *ssa.UnOp, *ssa.ChangeInterface, *ssa.MakeInterface:
			to = appendDrains(to, r.(ssa.Value))
		// A variable that is stored to once holds this value wherever it is loaded behind that; of another nobody knows which
		// it is.
		case *ssa.Store: // to a variable that a literal captures
			if alloc, ok := r.Addr.(*ssa.Alloc); ok && r.Val == v && storedOnce(alloc) {
				to = appendDrains(to, alloc)
			}
		case *ssa.Call:
			fn := r.Call.StaticCallee()
			if fn == nil {
				continue
			}
			obj, _ := fn.Object().(*types.Func)
			for i, a := range r.Call.Args {
				if a == v && httpvalue.Drains(obj, r.Call.Args, i) {
					to = append(to, r)
				}
			}
		}
	}
	return to
}

func storedOnce(v *ssa.Alloc) bool {
	stores := 0
	for _, r := range ssaquery.Referrers(v) {
		if _, ok := r.(*ssa.Store); ok {
			stores++
		}
	}
	return stores == 1
}

// endsWithReadError reports whether the last choice of the path is that reading something to its end failed: then the
// connection of the body is given up anyway.
func endsWithReadError(l *search.Leak) bool {
	for st := l.Trail; st != nil; st = st.Before {
		// The trail is linked from its end, so that the first branch met is the last one taken.
		if st.Step.Kind != path.Branch {
			continue
		}
		cond, ok := st.Step.If.Cond.(*ssa.BinOp)
		if !ok || !ssaquery.IsNil(cond.Y) || !ssaquery.IsError(cond.X.Type()) || (cond.Op == token.NEQ) != st.Step.Taken {
			return false
		}
		return isReadError(cond.X)
	}
	return false
}

// isReadError reports whether the error v is one of reading something to its end.
func isReadError(v ssa.Value) bool {
	e, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	call, ok := e.Tuple.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil {
		return false
	}
	obj, _ := call.Call.StaticCallee().Object().(*types.Func)
	for i := range call.Call.Args {
		if httpvalue.Drains(obj, call.Call.Args, i) {
			return true
		}
	}
	return false
}
