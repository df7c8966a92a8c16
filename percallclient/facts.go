package percallclient

import (
	"fmt"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// An effects is the fact that tells other packages what a function does with pools of
// connections.
type effects struct {
	// Makes is 1 + the number of the result that leads to a transport made by each call, or 0.
	Makes uint8
	Clone bool  // it is a clone of another one
	Limit int64 // its IdleConnTimeout in nanoseconds, 0 for none, -1 if not known

	// Bits for the first eight parameters, the receiver first.
	Knows  uint8 // it keeps no hold of a pool that the parameter leads to, and the others say the rest
	Sends  uint8 // it may leave an idle connection in it
	Reaps  uint8 // it may close the idle connections, unless it sends and does not close them then
	Passes uint8 // the first result leads to it
}

func (*effects) AFact() {}

func (e *effects) String() string {
	var s []string
	if e.Makes > 0 {
		s = append(s, fmt.Sprintf("makes(%d) %s", e.Makes-1, e.limit()))
	}
	for i := range 8 {
		if !has(e.Knows, i) {
			continue
		}
		for _, bit := range []struct {
			bits uint8
			text string
		}{{e.Sends, "sends"}, {e.Reaps, "reaps"}, {e.Passes, "passes"}} {
			if has(bit.bits, i) {
				s = append(s, fmt.Sprintf("%s(%d)", bit.text, i))
			}
		}
	}
	return strings.Join(s, ", ")
}

// has reports whether bits has that of parameter i.
func has(bits uint8, i int) bool { return i < 8 && bits&(1<<i) != 0 }

func (e *effects) limit() limit { return limit{e.Limit >= 0, time.Duration(max(e.Limit, 0))} }

// making returns what each call makes, or nil.
func (e *effects) making() *making {
	if e.Makes == 0 {
		return nil
	}
	m := &making{kind: transport, what: "http.Transport", result: int(e.Makes) - 1, open: true, limit: e.limit()}
	if e.Clone {
		m.what = "clone of an http.Transport"
	}
	return m
}

// facts returns what a function of another package does.
type facts func(*types.Func) *effects

func importFacts(pass *analysis.Pass) facts {
	done := make(map[*types.Func]*effects)
	return func(fn *types.Func) *effects {
		e, ok := done[fn]
		if !ok {
			e = new(effects)
			if fn.Pkg() != nil && !nethttp.IsStd(fn.Pkg()) {
				pass.ImportObjectFact(fn.Origin(), e)
			}
			done[fn] = e
		}
		return e
	}
}

// export exports the facts about the functions that other packages can call.
func export(pass *analysis.Pass, funcs []*ssa.Function, ms makers) {
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || !obj.Exported() || len(fn.Blocks) == 0 {
			continue
		}
		e := effects{}
		for i, p := range fn.Params[:min(len(fn.Params), 8)] {
			if holdsPool(p.Type(), 0) {
				e.param(i, followParam(p, ms.facts))
			}
		}
		if m := ms.maker(fn); m != nil && m.result < 255 {
			e.Makes, e.Clone, e.Limit = uint8(m.result)+1, strings.HasPrefix(m.what, "clone"), -1
			if m.limit.known {
				e.Limit = int64(m.limit.d)
			}
		}
		if e != (effects{}) {
			pass.ExportObjectFact(obj, &e)
		}
	}
}

// param notes what becomes of parameter i, of which f is the flow.
func (e *effects) param(i int, f *flow) {
	out := f.out[f.root]
	if f.kept || len(out) > 1 || len(out) == 1 && !out[0] {
		return
	}
	e.Knows |= 1 << i
	s := newPaths(f).summary(f.root)
	if s.sends {
		e.Sends |= 1 << i
	}
	if s.reaps {
		e.Reaps |= 1 << i
	}
	if len(out) == 1 {
		e.Passes |= 1 << i
	}
}

// holdsPool reports whether a value of type t is a client or transport, or leads to one by
// pointers, fields and elements.
func holdsPool(t types.Type, depth int) bool {
	if depth > 2 {
		return false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if nethttp.IsClient(t) || nethttp.IsTransport(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		for m := range u.Methods() {
			if nethttp.ClientMethodOf(m) == nethttp.Sends {
				return true
			}
		}
	case *types.Struct:
		for f := range u.Fields() {
			if holdsPool(f.Type(), depth+1) {
				return true
			}
		}
	case *types.Slice:
		return holdsPool(u.Elem(), depth+1)
	case *types.Array:
		return holdsPool(u.Elem(), depth+1)
	case *types.Map:
		return holdsPool(u.Elem(), depth+1)
	case *types.Chan:
		return holdsPool(u.Elem(), depth+1)
	}
	return false
}
