package percallclient

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

type kind int

const (
	transport kind = iota // owns a pool
	client                // owns none
)

// A making is an instruction that makes a transport or a client: what is made, and
// what it costs to drop it. Where it goes is the business of [flow].
type making struct {
	instr  ssa.Instruction
	value  ssa.Value // a pointer to it, or what a constructor returned
	kind   kind
	what   string              // "http.Transport"
	by     string              // the maker that was called for it, or ""
	result int                 // of a maker: which of its results leads to it
	fields map[*types.Var]bool // the fields by which value leads to it, if value is a struct
	open   bool                // which fields lead to it is not known
	limit  limit
}

// A limit is the time after which an idle connection is closed by the transport.
type limit struct {
	known bool
	d     time.Duration // 0 is none
}

// defaultLimit is the IdleConnTimeout of http.DefaultTransport (transport.go).
const defaultLimit = 90 * time.Second

func (l limit) String() string {
	switch {
	case !l.known:
		return "until its IdleConnTimeout ends or the server closes it"
	case l.d <= 0:
		return "until the server closes it"
	case l.d < 2*time.Minute && l.d%time.Second == 0:
		return fmt.Sprintf("for up to %ds", l.d/time.Second)
	}
	s := l.d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	return "for up to " + strings.TrimSuffix(s, "h0m") + strings.Repeat("h", strings.Count(s, "h0m"))
}

// makings returns what fn makes by itself: literals, new, variables and clones.
func makings(fn *ssa.Function) (list []making) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Alloc:
				m := making{instr: instr, value: instr, limit: limit{known: true}}
				switch elem := deref(instr.Type()); {
				case nethttp.IsTransport(elem):
					m.kind, m.what = transport, "http.Transport"
				case nethttp.IsClient(elem):
					m.kind, m.what = client, "http.Client"
				default:
					continue
				}
				list = append(list, m)
			case *ssa.Call:
				fn := calledMethod(instr.Common())
				if fn == nil || nethttp.ClientMethodOf(fn) != nethttp.Copies {
					continue
				}
				m := making{instr: instr, value: instr, kind: transport, what: "clone of an http.Transport"}
				if args := instr.Call.Args; len(args) > 0 && isDefaultTransport(args[0]) { // a method value has no receiver here
					m.what, m.limit = "clone of http.DefaultTransport", limit{true, defaultLimit}
				}
				list = append(list, m)
			}
		}
	}
	return list
}

// calledMethod returns the function or method that is called statically, or nil.
func calledMethod(c *ssa.CallCommon) *types.Func {
	if callee := c.StaticCallee(); callee != nil {
		fn, _ := callee.Object().(*types.Func)
		return fn
	}
	return nil
}

// deref returns the element type of the pointer type t, or t.
func deref(t types.Type) types.Type {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// isDefaultTransport reports whether v is http.DefaultTransport, type assertions aside.
func isDefaultTransport(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && v.Op == token.MUL && nethttp.IsDefaultTransport(g.Object())
	case *ssa.TypeAssert:
		return isDefaultTransport(v.X)
	case *ssa.Extract:
		return v.Index == 0 && isDefaultTransport(v.Tuple)
	case *ssa.ChangeInterface:
		return isDefaultTransport(v.X)
	case *ssa.MakeInterface:
		return isDefaultTransport(v.X)
	}
	return false
}

// settings are what a function does to the fields of a transport or client.
type settings struct {
	limit  limit
	limits int  // how often IdleConnTimeout is set
	off    bool // keep-alives are off, or may be
	owns   bool // a client has a transport that is not http.DefaultTransport
	custom bool // a client has something of this call, or a transport of its own
}

// setTransport notes that field is set to value, surely if always is true.
func (s *settings) setTransport(field string, value ssa.Value, always bool) {
	var c constant.Value
	if k, ok := value.(*ssa.Const); ok {
		c = k.Value
	}
	switch field {
	case "DisableKeepAlives":
		if c == nil || c.Kind() != constant.Bool || constant.BoolVal(c) {
			s.off = true
		}
	case "MaxIdleConnsPerHost":
		if c == nil && !positive(value, 0) || c != nil && constant.Sign(constant.ToInt(c)) < 0 {
			s.off = true
		}
	case "IdleConnTimeout":
		s.limits++
		d, exact := int64(0), false
		if c != nil {
			d, exact = constant.Int64Val(constant.ToInt(c))
		}
		s.limit = limit{exact && always && s.limits == 1, time.Duration(d)}
	}
}

// positive reports whether v is surely not negative: a sum or product of lengths, numbers
// of processors and the like.
func positive(v ssa.Value, depth int) bool {
	if depth > 5 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.Int && constant.Sign(v.Value) >= 0
	case *ssa.BinOp:
		return (v.Op == token.ADD || v.Op == token.MUL) && positive(v.X, depth+1) && positive(v.Y, depth+1)
	case *ssa.Convert:
		return positive(v.X, depth+1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			return b.Name() == "len" || b.Name() == "cap"
		}
		fn := calledMethod(&v.Call)
		return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "runtime" && (fn.Name() == "GOMAXPROCS" || fn.Name() == "NumCPU")
	}
	return false
}

// setClient notes that field is set to value.
func (s *settings) setClient(field string, value ssa.Value) {
	if k, ok := value.(*ssa.Const); ok && k.IsNil() {
		return
	}
	switch field {
	case "Transport":
		s.owns = s.owns || !isDefaultTransport(value)
		s.custom = s.custom || s.owns
	case "Jar":
		s.custom = true
	default:
		s.custom = s.custom || !sameForAllCalls(value)
	}
}

// sameForAllCalls reports whether v is made of constants, functions and package
// variables alone.
func sameForAllCalls(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function:
		return true
	case *ssa.UnOp:
		return sameForAllCalls(v.X)
	case *ssa.Global:
		return true
	case *ssa.FieldAddr:
		return sameForAllCalls(v.X)
	case *ssa.BinOp:
		return sameForAllCalls(v.X) && sameForAllCalls(v.Y)
	case *ssa.ChangeType:
		return sameForAllCalls(v.X)
	case *ssa.Convert:
		return sameForAllCalls(v.X)
	}
	return false
}

// message says what the function of the making does, and what it costs. If there is a
// path that closes the idle connections, leak is the return of one that does not.
func (f *flow) message(leak string) string {
	m := f.made
	what := m.what
	if m.by != "" {
		what += " made by " + m.by
	}
	place := placeOf(m.instr.Parent())
	if m.by == "" {
		place = "made " + place
	}
	if m.kind == client {
		return what + " " + place + " each time anew: nothing leaks, for it shares the connections of http.DefaultTransport, but one client, made once, would do"
	}
	return what + " " + place + " is dropped with its pool" + leak + ": each time it leaves an idle connection and two goroutines " + f.limit.String()
}

// placeOf names the function declaration around fn.
func placeOf(fn *ssa.Function) string {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if isInit(fn) {
		return "in a function literal"
	}
	return "in " + fn.Name()
}
