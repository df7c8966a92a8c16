package ownership

import (
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/fixpoint"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// bodies is the resource of an open response body: a call acquires it, and Close releases it.
type bodies struct {
	e        *engine
	response types.Type                         // *http.Response, or nil
	closers  map[typewalk.Key]bool              // memo of may
	shut     *fixpoint.Table[*types.Func, bool] // see answersShut
	blamed   map[ssa.CallInstruction]bool       // acquisitions whose leak WithError was reported
	isOwner  func(*types.TypeName) bool         // reports whether a type of another package has the fact owner
	facts    func() []analysis.ObjectFact       // all facts of other packages; nil if there are none to get
	funcs    []*ssa.Function                    // all of the package, in the order of the source
	bare     *bareness                          // nil until somebody asks
}

// followBodies has e follow open response bodies.
func followBodies(e *engine) *bodies {
	b := &bodies{
		e:       e,
		closers: make(map[typewalk.Key]bool),
		shut:    fixpoint.Of[*types.Func](e.solver, true),
		blamed:  make(map[ssa.CallInstruction]bool),
	}
	life := life{summaryStates: maxEffect}
	if http := nethttp.Find(e.types); http != nil {
		if r, ok := http.Scope().Lookup("Response").(*types.TypeName); ok {
			b.response = types.NewPointer(r.Type())
			if t, ok := r.Type().Underlying().(*types.Struct); ok {
				for i := range t.NumFields() {
					if t.Field(i).Name() == "Body" {
						life.inner = "." + strconv.Itoa(i)
					}
				}
			}
		}
	}
	e.res, e.source = resource{types: b, rules: b, life: life}, b
	return b
}

func (b *bodies) acquisition(instr ssa.Instruction) *acquisition {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return b.acquisitionOf(call)
	}
	return nil
}

func (*bodies) filled(*ssa.Function) []*acquisition { return nil }

func (*bodies) contract(*ssa.Function, int) effect.Effect { return effect.Effect{} }

func (b *bodies) may(t types.Type) bool {
	k := typewalk.KeyOf(t)
	may, ok := b.closers[k]
	if !ok {
		may = nethttp.MayClose(t)
		b.closers[k] = may
	}
	return may
}

func (b *bodies) matters(t types.Type) bool { return b.may(t) }

// held returns a holder of which no more is known; but a response or a body is no more than that,
// while of anything else every method may close it.
func (*bodies) held(t types.Type) abs { return heldBody(t) }

func heldBody(t types.Type) abs {
	a := absHolder
	if nethttp.IsResponse(t) || types.IsInterface(t) && nethttp.HasClose(t) {
		a.n = 1
	}
	return a
}

// passes knows that a body which is passed on as an io.Reader cannot be closed through that; but of a
// wrapper around it any method may close it.
func (b *bodies) passes(a abs, t types.Type) bool {
	if a.kind == response || a.kind == body || a.kind == holder && a.n == 1 {
		return b.may(t)
	}
	return true
}

func (*bodies) binds(a abs, method *types.Func) bool {
	return a.kind != body || method.Name() == "Close"
}

func (b *bodies) dynamicType(a abs) types.Type {
	if a.kind == response {
		return b.response
	}
	return nil
}

func (*bodies) asserted(a abs, t types.Type) truth {
	if a.kind == body && isReadCloser(t) {
		return yes
	}
	return maybe
}

// isReadCloser reports whether every io.ReadCloser, as a response body is, passes an assertion to t.
func isReadCloser(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		if m.Name() != "Close" && m.Name() != "Read" {
			return false
		}
	}
	return true
}

func (b *bodies) returned(t types.Type) bool {
	return !isError(t) && (b.may(t) || types.IsInterface(t))
}

func (*bodies) inside(_, _ types.Type) abs { return absHolder }

func (*bodies) copied() bool { return false }

func (b *bodies) calls(c *ssa.CallCommon) bool {
	if c.IsInvoke() && nethttp.HasClose(c.Value.Type()) {
		return true
	}
	for v := range c.Signature().Results().Variables() {
		if t := v.Type(); !isError(t) && b.may(t) {
			return true
		}
	}
	return false
}

// receiver knows what closes a body, and what only reads. Few bodies have other methods, such as CloseWithError; of
// something that holds a body, any method may close it.
func (*bodies) receiver(c *callee) given {
	method := c.instr.Common().Method
	direct := c.target.kind == body || c.target.kind == holder
	switch {
	case method.Name() == "Close" && method.Signature().Params().Len() == 0:
		return always(effect.Released, whyClosed)
	case direct && !nethttp.OnlyReads(method.Name()) && method.Name() != "Close", !direct:
		return always(effect.Kept, whyMethod)
	}
	return given{}
}

func (b *bodies) argument(c *callee, arg argument) given {
	sig := c.instr.Common().Signature()
	var contract nethttp.Contract
	if c.obj != nil {
		contract, _ = nethttp.ContractOf(c.obj)
	}
	switch n := arg.n; {
	case contract.Closes.Has(n):
		return closesBy(c, contract)
	case contract.Borrows.Has(n):
		return given{}
	case contract.Lends.Has(n):
		return given{holds: true}
	case contract.RunsUnlessStopped.Has(n):
		if v := c.instr.Value(); v == nil || len(referrers(v)) == 0 {
			return always(effect.Released, whyLater)
		}
		return given{}
	}
	if c.obj != nil {
		if known := b.e.stated(c.obj).Param(arg.n); known.Known() {
			return given{Effect: known, why: whyCallee}
		}
	}
	switch {
	case c.obj != nil && nethttp.Prints(c.obj, arg.t), arg.i == len(c.args)-1 && isVariadicAny(sig):
		return given{}
	case !c.passes(arg.a, arg.t):
		return given{holds: arg.a.kind != response && resultMayClose(sig) && !neverCloses(c.obj)}
	case arg.a.kind == closure: // who gets a function that closes it is to call that
		return always(effect.Released, whyUnknown)
	}
	return always(effect.Kept, whyUnknown)
}

// closesBy applies a contract that closes an argument.
func closesBy(c *callee, contract nethttp.Contract) given {
	if i := contract.ClosesIf; i != 0 && i < len(c.args) {
		switch a := c.args[i]; {
		case a == absFalse:
			return given{}
		case a != absTrue:
			return always(effect.Kept, whyClosesIf)
		}
	}
	return always(effect.Released, whyContract)
}

// isVariadicAny reports whether the last parameter of sig is ...any: such functions print what they get.
func isVariadicAny(sig *types.Signature) bool {
	if !sig.Variadic() {
		return false
	}
	slice, ok := sig.Params().At(sig.Params().Len() - 1).Type().Underlying().(*types.Slice)
	if !ok {
		return false
	}
	iface, ok := slice.Elem().Underlying().(*types.Interface)
	return ok && iface.Empty()
}

// resultMayClose reports whether a result of sig has a method Close: then it may
// close what it was made from, although it got it as something that cannot be closed.
func resultMayClose(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if !isError(v.Type()) && nethttp.HasClose(v.Type()) {
			return true
		}
	}
	return false
}

// neverCloses reports whether fn is of the standard library, where nothing closes
// what it got as an io.Reader, unless its contract says so.
func neverCloses(fn *types.Func) bool { return fn != nil && nethttp.IsStd(fn.Pkg()) }

func (*bodies) store(*stored) (effect.Ends, reason) { return effect.Left, "" }

// foregoes knows the effects that are the same on every path.
func (*bodies) foregoes(e effect.Effect) bool {
	return e.Result == 0 && (e.Only(effect.Left) || e.Only(effect.Released))
}

// reads reports whether a call in a helper reads the body to its end: the error that it returns is then one of
// reading, unless it also writes to something that can fail. A body of which a Read failed has given its connection up
// (bodyEOFSignal in net/http/transport.go), so a helper that does not close it then is not to blame, and its callers
// still less. The function that sent the request is held to the contract of net/http.
func (*bodies) reads(c *callee, i int) bool {
	return i >= 0 && drains(c.obj, c.instr.Common().Args, i) && c.args[i].kind == body && c.isHelper()
}

func (*bodies) ended(ch ssa.Value) bool { return isDone(ch) }

// void knows http.NoBody.
func (*bodies) void(v ssa.Value) bool { return isNoBody(v) }

// captures looks for anything by which a captured body could be closed or kept.
func (b *bodies) captures(fn *ssa.Function) bool {
	may := len(fn.Blocks) == 0
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				c := instr.Common()
				_, builtin := c.Value.(*ssa.Builtin)
				if c.IsInvoke() && c.Method.Name() == "Close" || !c.IsInvoke() && !builtin && c.StaticCallee() == nil {
					may = true
				}
				for _, a := range c.Args {
					if b.may(a.Type()) && !isNilConst(a) {
						may = true
					}
				}
			case *ssa.Store:
				if !isAlloc(instr.Addr) && b.may(instr.Val.Type()) && !isNilConst(instr.Val) {
					may = true
				}
			case *ssa.MakeClosure:
				bound, ok := functionOf(instr)
				may = may || ok && boundMethod(bound) != nil
			case *ssa.Send, *ssa.MapUpdate:
				may = true
			case *ssa.Return:
				for _, r := range instr.Results {
					if b.may(r.Type()) && !isError(r.Type()) && !isNilConst(r) {
						may = true
					}
				}
			}
		}
	}
	return may
}
