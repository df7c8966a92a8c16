package httpvalue

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// Drains reports whether a call of obj with args reads argument i to the end, so that the error that it returns is one of reading:
// unless it also writes to something that can fail.
func Drains(obj *types.Func, args []ssa.Value, i int) bool {
	if obj == nil {
		return false
	}
	contract, ok := nethttp.ContractOf(obj)
	if !ok || !contract.Drains.Has(i) {
		return false
	}
	for _, a := range args[:i] {
		if !neverFails(a) {
			return false
		}
	}
	return true
}

// neverFails reports whether writing to v cannot fail: io.Discard, or something in memory.
func neverFails(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return neverFails(v.X)
	case *ssa.ChangeInterface:
		return neverFails(v.X)
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && nethttp.IsDiscard(g.Object())
	}
	return nethttp.IsMemory(v.Type())
}
