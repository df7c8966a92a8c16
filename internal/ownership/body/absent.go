package body

import (
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A fields has the parts of net/http's structs that tell whether there is a body, as places name them.
type fields struct {
	status, length, request string // of a response
	method                  string // of a request
}

// setFields looks up the fields of the struct types Response and Request.
func (f *fields) set(http *types.Package) {
	for name, parts := range map[string]map[string]*string{
		"Response": {"StatusCode": &f.status, "ContentLength": &f.length, "Request": &f.request},
		"Request":  {"Method": &f.method},
	} {
		obj, ok := http.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		t, ok := obj.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for i := range t.NumFields() {
			if part := parts[t.Field(i).Name()]; part != nil {
				*part = "." + strconv.Itoa(i)
			}
		}
	}
}

// head is the method to which an answer has no body: "The response to a HEAD request is http.NoBody"
// (transfer.go, readTransfer, by way of bodyAllowedForStatus and noResponseBodyExpected).
var head = sym.Value{Kind: sym.KindString, Path: "HEAD"}

// Void knows http.NoBody.
func (*Bodies) Void(v ssa.Value) bool { return httpvalue.IsNoBody(v) }

// Asked returns the request that a call sends. A call that is given the method HEAD, in whatever form, acquires nothing.
func (b *Bodies) Asked(c *search.Callee) (a sym.Value, none bool) {
	if c.Obj != nil {
		// Called by its name, such a function is no acquisition in the first place.
		if contract, ok := nethttp.ContractOf(c.Obj); ok && contract.NotOpened { // behind a function value
			return sym.Unknown, true
		}
	}
	args := c.Instr.Common().Args
	found := sym.Unknown
	for i, arg := range c.Args {
		// The method may be any of the arguments, or stand in a struct of options. If the string is something else, a leak is
		// missed, and none is made up.
		if arg == head || c.Holds(arg, head) {
			return sym.Unknown, true
		}
		if i < len(args) && nethttp.IsRequest(args[i].Type()) {
			if c.At(arg, b.fields.method) == head {
				return sym.Unknown, true
			}
			found = arg
		}
	}
	return found, false
}

// asksForHead reports whether the method m of an interface is the method Head of a client of net/http, or stands in for it.
func (b *Bodies) asksForHead(m *types.Func) bool {
	// The name alone says nothing: a Head of a list is no request.
	recv := m.Signature().Recv()
	if m.Name() != "Head" || recv == nil {
		return false
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	return ok && b.isForHTTP(iface)
}

// Makes says of a request that a call makes which method it has.
func (b *Bodies) Makes(c *search.Callee) (i int, part string, a sym.Value) {
	obj := c.Obj
	if obj == nil && c.Fn == nil {
		return 0, "", sym.Unknown
	}
	i = requestAmong(c.Instr.Common().Signature().Results())
	if i < 0 {
		return 0, "", sym.Unknown
	}
	arg, copies := b.methodArgument(obj, c.Fn)
	switch {
	case arg < 0 || arg >= len(c.Args):
		return 0, "", sym.Unknown
	// What the new request has as its method is the argument, known or not.
	case !copies:
		return i, b.fields.method, c.Args[arg]
	}
	// A copy has the method of the original; if that is not known on this path, the copy stands for the original as a
	// whole.
	if a := c.At(c.Args[arg], b.fields.method); a.Kind != sym.KindUnknown {
		return i, b.fields.method, a
	}
	return i, "", c.Args[arg]
}

// requestAmong returns the number of the result that is a request, or -1.
func requestAmong(results *types.Tuple) int {
	for i := range results.Len() {
		if nethttp.IsRequest(results.At(i).Type()) {
			return i
		}
	}
	return -1
}

// Absent knows that there is no body behind the answer to HEAD, nor behind one with certain statuses, or of the length 0.
func (b *Bodies) Absent(o *search.Object) bool {
	// The transport gives such an answer http.NoBody (transfer.go), and to close that is of no use to anybody.
	if o.Is(o.Part(b.fields.length), sym.IntOf(0)) {
		return true
	}
	if status := o.Part(b.fields.status); status.Kind != sym.KindUnknown {
		switched := fromClient(o.Acq, search.MaxDepth)
		if o.Among(status, leastStatus, func(code int64) bool { return lacksBody(code, switched) }) {
			return true
		}
	}
	// The call may have been given the method itself, or a request; the response leads back to that by its field Request.
	for _, a := range []sym.Value{o.Asked(), o.Part(b.fields.request)} {
		if o.Is(a, head) || o.Is(o.At(a, b.fields.method), head) {
			return true
		}
	}
	return false
}

// leastStatus is the least status that the protocol has.
const leastStatus = 100

// lacksBody reports whether an answer with this status has no body (transfer.go, bodyAllowedForStatus). The
// body of the answer 101 that a transport of net/http returns is the connection itself (transport.go); who reads an answer
// from a connection of his own has that.
func lacksBody(code int64, switched bool) bool {
	return code == 204 || code == 304 || code >= 100 && code < 200 && (code != 101 || !switched)
}

// fromClient reports whether the answer comes from a client or transport of net/http for certain.
func fromClient(acq *search.Acquisition, depth int) bool {
	if acq == nil || acq.Call == nil || depth == 0 {
		return false
	}
	// A helper returns what its own acquisition made: it counts where that came from.
	for _, o := range acq.Outcomes {
		if o.From != nil && fromClient(o.From, depth-1) {
			return true
		}
	}
	fn := acq.Call.Common().StaticCallee()
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && nethttp.SendsByClient(obj)
}

// Weighs wants to know the methods of requests, where one may be HEAD.
func (b *Bodies) Weighs(c *ssa.CallCommon, v ssa.Value) bool {
	results := c.Signature().Results()
	return mayBeHead(v, make(map[ssa.Value]bool)) && (requestAmong(results) >= 0 || success(results) != nil)
}

// mayBeHead reports whether some path gives v the constant HEAD.
func mayBeHead(v ssa.Value, seen map[ssa.Value]bool) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return sym.ConstOf(v) == head
	case *ssa.Phi:
		// Phis of a loop lead to each other. Each is looked at once: a cycle adds no constant.
		if seen[v] {
			return false
		}
		seen[v] = true
		for _, edge := range v.Edges {
			if mayBeHead(edge, seen) {
				return true
			}
		}
	}
	return false
}

// methodArgument returns which argument of a function, the receiver being the first, is the method of the request that it
// returns; or, with copies set, the request that it returns a copy of. It is -1 if that is not known.
func (b *Bodies) methodArgument(obj *types.Func, fn *ssa.Function) (arg int, copies bool) {
	if obj != nil {
		if arg, copies = nethttp.MethodArgument(obj); arg >= 0 {
			return arg, copies
		}
	}
	if fn != nil && len(fn.Blocks) > 0 {
		return b.makers.argument(fn, 0), false
	}
	return -1, false
}

// makers are functions that make requests, with 1 + the number of the parameter that is the method, or 0 if there is none.
type makers map[*ssa.Function]int

// maxMakers bounds how deep a function that makes requests is looked for behind another.
const maxMakers = 4

// argument returns the number of the parameter of fn which is the method of the request that it returns, whatever path it takes, or -1.
func (m makers) argument(fn *ssa.Function, depth int) int {
	if n, ok := m[fn]; ok || depth > maxMakers {
		return n - 1
	}
	m[fn] = 0 // for recursion
	i := requestAmong(fn.Signature.Results())
	if i < 0 {
		return -1
	}
	var method ssa.Value
	for _, block := range fn.Blocks {
		ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return)
		// Where no request is returned, its method does not matter.
		if !ok || block == fn.Recover || ssaquery.IsNil(ret.Results[i]) {
			continue
		}
		found := m.method(ret.Results[i], depth, nil)
		// One parameter has to be the method on all paths: this is a must, not a may.
		if found == nil || method != nil && found != method {
			return -1
		}
		method = found
	}
	for n, p := range fn.Params {
		if p == method {
			m[fn] = n + 1
		}
	}
	return m[fn] - 1
}

// method returns the method of the request v, as a value of the function of v, or nil.
func (m makers) method(v ssa.Value, depth int, seen []ssa.Value) ssa.Value {
	for _, s := range seen {
		if s == v {
			return nil
		}
	}
	seen = append(seen, v)
	// Who stores to the field afterwards may make any request of it.
	if setsMethod(v) {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return m.methodOfCall(call, depth, seen)
		}
	case *ssa.Call:
		return m.methodOfCall(v, depth, seen)
	case *ssa.Phi:
		return m.same(v.Edges, depth, seen)
	case *ssa.UnOp:
		var stored []ssa.Value
		// A variable whose address goes nowhere else holds one of what was stored there; which, does not matter if all agree.
		if alloc, ok := v.X.(*ssa.Alloc); ok {
			for _, r := range ssaquery.Referrers(alloc) {
				switch r := r.(type) {
				case *ssa.Store:
					stored = append(stored, r.Val)
				case *ssa.UnOp, *ssa.DebugRef:
				default:
					return nil
				}
			}
		}
		return m.same(stored, depth, seen)
	}
	return nil
}

// same returns the method that all requests have which are not nil, or nil.
func (m makers) same(requests []ssa.Value, depth int, seen []ssa.Value) (method ssa.Value) {
	for _, r := range requests {
		if ssaquery.IsNil(r) {
			continue
		}
		found := m.method(r, depth, seen)
		if found == nil || method != nil && found != method {
			return nil
		}
		method = found
	}
	return method
}

func (m makers) methodOfCall(call *ssa.Call, depth int, seen []ssa.Value) ssa.Value {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return nil
	}
	args := call.Call.Args
	if obj, ok := fn.Object().(*types.Func); ok {
		if arg, copies := nethttp.MethodArgument(obj); arg >= 0 && arg < len(args) {
			if copies {
				return m.method(args[arg], depth, seen)
			}
			return args[arg]
		}
	}
	if len(fn.Blocks) == 0 {
		return nil
	}
	if arg := m.argument(fn, depth+1); arg >= 0 && arg < len(args) {
		return args[arg]
	}
	return nil
}

// setsMethod reports whether a function stores something to the field Method of the request v.
func setsMethod(v ssa.Value) bool {
	for _, r := range ssaquery.Referrers(v) {
		field, ok := r.(*ssa.FieldAddr)
		if !ok || ssaquery.FieldName(field) != "Method" {
			continue
		}
		for _, use := range ssaquery.Referrers(field) {
			if store, ok := use.(*ssa.Store); ok && store.Addr == field {
				return true
			}
		}
	}
	return false
}
