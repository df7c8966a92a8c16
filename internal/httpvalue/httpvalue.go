package httpvalue

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// IsNoBody reports whether v is http.NoBody.
func IsNoBody(v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.UnOp:
			g, ok := x.X.(*ssa.Global)
			return ok && x.Op == token.MUL && g.Pkg != nil && g.Pkg.Pkg.Path() == nethttp.Path && g.Name() == "NoBody"
		}
		return false
	}
}

// IsBodyField reports whether v is the address of a field Body, of whatever struct.
func IsBodyField(v *ssa.FieldAddr) bool {
	ptr, ok := v.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	t, ok := ptr.Elem().Underlying().(*types.Struct)
	return ok && t.Field(v.Field).Name() == "Body"
}

// IsDone reports whether ch is what a context calls Done. If a context has ended, the request has ended with it, as a
// rule, and with the request its connection. A variable that holds nothing else counts as well.
func IsDone(ch ssa.Value) bool {
	if load, ok := ch.(*ssa.UnOp); ok && load.Op == token.MUL {
		ch = ssaquery.OnlyStored(load.X)
	}
	call, ok := ch.(*ssa.Call)
	return ok && call.Call.IsInvoke() && nethttp.IsContextDone(call.Call.Method)
}

// IsContextErr reports whether v is the error of a context, which is nil as long as that has not ended.
func IsContextErr(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && call.Call.IsInvoke() && nethttp.IsContextErr(call.Call.Method)
}

// IsDefaultTransport reports whether v is http.DefaultTransport, type assertions aside.
func IsDefaultTransport(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && nethttp.IsDefaultTransport(g.Object())
	case *ssa.TypeAssert:
		return IsDefaultTransport(v.X)
	case *ssa.Extract:
		return v.Index == 0 && IsDefaultTransport(v.Tuple)
	case *ssa.ChangeInterface:
		return IsDefaultTransport(v.X)
	case *ssa.MakeInterface:
		return IsDefaultTransport(v.X)
	}
	return false
}
