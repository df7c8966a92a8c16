package body

import (
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/httpvalue"
	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/fixpoint"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
	"github.com/httpleak/httpleak/internal/typewalk"
)

// Bodies is the resource of an open response body: a call acquires it, and Close releases it.
type Bodies struct {
	search.Plain
	E        *summary.Package
	response types.Type                         // *http.Response, or nil
	closers  map[typewalk.Key]bool              // memo of may
	shut     *fixpoint.Table[*types.Func, bool] // see answersShut
	given    *fixpoint.Table[*ssa.Function, effect.Gives]
	running  *fixpoint.Table[*ssa.Function, effect.Runs]
	calls    map[*ssa.Function][]*ssa.CallCommon // see callsOf; nil until somebody asks
	blamed   map[ssa.CallInstruction]bool        // acquisitions whose leak WithError was reported
	IsOwner  func(*types.TypeName) bool          // reports whether a type of another package has the fact owner
	Facts    func() []analysis.ObjectFact        // all facts of other packages; nil if there are none to get
	Funcs    []*ssa.Function                     // all of the package, in the order of the source
	bare     *bareness                           // nil until somebody asks
	fields   fields
	makers   makers
	asserted map[typewalk.Key]bool // see Asserts; nil until somebody asks
}

// bodyField returns the path of the field Body of a response.
func bodyField(response types.Type) string {
	if t, ok := response.Underlying().(*types.Struct); ok {
		for i := range t.NumFields() {
			if t.Field(i).Name() == "Body" {
				return "." + strconv.Itoa(i)
			}
		}
	}
	return ""
}

// New has e follow open response bodies.
func New(e *summary.Package) *Bodies {
	b := &Bodies{
		E:       e,
		closers: make(map[typewalk.Key]bool),
		shut:    fixpoint.Of[*types.Func](e.Solver, true),
		running: fixpoint.Of[*ssa.Function](e.Solver, effect.Runs(0)),
		given:   fixpoint.Of[*ssa.Function](e.Solver, effect.Gives(0)),
		blamed:  make(map[ssa.CallInstruction]bool),
		makers:  make(makers),
	}
	// Where net/http is not among the imports, what facts speak of can still be followed.
	life := search.Life{SummaryStates: search.MaxEffect}
	if http := nethttp.Find(e.Types); http != nil {
		b.fields.set(http)
		if r, ok := http.Scope().Lookup("Response").(*types.TypeName); ok {
			b.response = types.NewPointer(r.Type())
			life.Inner = bodyField(r.Type())
		}
	}
	e.Res, e.Source = search.Resource{Types: b, Rules: b, Absence: b, Life: life}, b
	return b
}

func (b *Bodies) Acquisition(instr ssa.Instruction) *search.Acquisition {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return b.acquisitionOf(call)
	}
	return nil
}

func (*Bodies) Filled(*ssa.Function) []*search.Acquisition { return nil }

func (b *Bodies) May(t types.Type) bool {
	k := typewalk.KeyOf(t)
	may, ok := b.closers[k]
	if !ok {
		may = nethttp.MayClose(t)
		b.closers[k] = may
	}
	return may
}

func (b *Bodies) Matters(t types.Type) bool { return b.May(t) }

// Held returns a holder of which no more is known; but a response or a body is no more than that,
// while of anything else every method may close it.
func (*Bodies) Held(t types.Type) sym.Value { return heldBody(t) }

func heldBody(t types.Type) sym.Value {
	a := sym.Holder
	if nethttp.IsResponse(t) || types.IsInterface(t) && nethttp.HasClose(t) {
		a.N = 1
	}
	return a
}

// Passes knows that a body which is passed on as an io.Reader cannot be closed through that; but of a
// wrapper around it any method may close it.
func (b *Bodies) Passes(a sym.Value, t types.Type) bool {
	if a.Kind == sym.KindObject || a.Kind == sym.KindResource || a.Kind == sym.KindHolder && a.N == 1 {
		return b.May(t)
	}
	return true
}

func (*Bodies) Binds(a sym.Value, method *types.Func) bool {
	return a.Kind != sym.KindResource || method.Name() == "Close"
}

func (b *Bodies) DynamicType(a sym.Value) types.Type {
	if a.Kind == sym.KindObject {
		return b.response
	}
	return nil
}

func (*Bodies) Asserted(a sym.Value, t types.Type) sym.Truth {
	if a.Kind == sym.KindResource && isReadCloser(t) {
		return sym.Yes
	}
	return sym.Maybe
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

func (b *Bodies) Returned(t types.Type) bool {
	return !ssaquery.IsError(t) && (b.May(t) || types.IsInterface(t))
}

// Inside knows that there is nothing to close in a mutex, a buffer or a number beside the body.
func (b *Bodies) Inside(_, part types.Type) sym.Value {
	if !b.May(part) {
		return sym.NonNil
	}
	return sym.Holder
}

func (*Bodies) IsDetail(owner, part types.Type) bool {
	return nethttp.IsResponse(types.NewPointer(owner)) && ssaquery.IsBasic(part)
}

func (b *Bodies) Calls(c *ssa.CallCommon) bool {
	if c.IsInvoke() && nethttp.HasClose(c.Value.Type()) {
		return true
	}
	for v := range c.Signature().Results().Variables() {
		if t := v.Type(); !ssaquery.IsError(t) && b.May(t) {
			return true
		}
	}
	return false
}

// Receiver knows what closes a body, and what only reads. Few bodies have other methods, such as CloseWithError; of
// something that holds a body, any method may close it.
func (*Bodies) Receiver(c *search.Callee) search.Given {
	method := c.Instr.Common().Method
	direct := c.Target.Kind == sym.KindResource || c.Target.Kind == sym.KindHolder
	switch {
	case method.Name() == "Close" && method.Signature().Params().Len() == 0:
		return search.Always(effect.Released, whyClosed)
	// A method that may be anything is taken for one that keeps the body: unknown means silence.
	case direct && !nethttp.OnlyReads(method.Name()) && method.Name() != "Close", !direct:
		return search.Always(effect.Kept, whyMethod)
	}
	return search.Given{}
}

func (b *Bodies) Argument(c *search.Callee, arg search.Argument) search.Given {
	sig := c.Instr.Common().Signature()
	var contract nethttp.Contract
	if c.Obj != nil {
		contract, _ = nethttp.ContractOf(c.Obj)
	}
	switch n := arg.Number; {
	case contract.Closes.Has(n):
		return closesBy(c, contract)
	case contract.Borrows.Has(n):
		return search.Given{}
	case contract.Lends.Has(n):
		return search.Given{Holds: true}
	// context.AfterFunc runs it unless somebody calls stop; with nobody to call that, it will run.
	case contract.RunsUnlessStopped.Has(n):
		if v := c.Instr.Value(); v == nil || len(ssaquery.Referrers(v)) == 0 {
			return search.Always(effect.Released, whyLater)
		}
		return search.Given{}
	}
	// What the documentation promises counts before what was found in a source.
	if c.Obj != nil {
		if known := b.E.Stated(c.Obj).Param(arg.Number); known.Known() {
			return search.Given{Effect: known, Why: search.WhyCallee}
		}
	}
	switch {
	case nethttp.Wraps(c.Obj) && wrapsCarrier(c, arg.Value):
		return search.Always(effect.Kept, whyWrapped)
	case c.Obj != nil && nethttp.Prints(c.Obj, arg.Type), arg.Index == len(c.Args)-1 && ssaquery.IsVariadicAny(sig):
		return search.Given{}
	// As an io.Reader it cannot be closed, but what is made around it may have a Close that asserts for it.
	case !c.Passes(arg.Value, arg.Type):
		return search.Given{Holds: arg.Value.Kind != sym.KindObject && resultMayClose(sig) && !neverCloses(c.Obj)}
	case b.isReader(arg.Type):
		return b.reading(c, arg, contract)
	case arg.Value.Kind == sym.KindFunc: // who gets a function that closes it is to call that
		return search.Always(effect.Released, search.WhyUnknown)
	}
	return search.Always(effect.Kept, search.WhyUnknown)
}

// wrapsCarrier reports whether the error that fmt.Errorf makes leads to the body, by one of the operands.
func wrapsCarrier(c *search.Callee, operands sym.Value) bool {
	format := c.Args[0]
	if format.Kind != sym.KindString {
		return false
	}
	wrapped, ok := nethttp.Wrapped(format.Path)
	// With explicit argument indexes any operand may be the wrapped one.
	if !ok {
		return true
	}
	for _, i := range wrapped {
		if c.Carries(c.At(operands, "["+strconv.Itoa(i)+"]")) {
			return true
		}
	}
	return false
}

// closesBy applies a contract that closes an argument.
func closesBy(c *search.Callee, contract nethttp.Contract) search.Given {
	if i := contract.ClosesIf; i != 0 && i < len(c.Args) {
		switch a := c.Args[i]; {
		// It is a flag of the call whether the callee closes; unless that is certain, somebody may have.
		case a == sym.False:
			return search.Given{}
		case a != sym.True:
			return search.Always(effect.Kept, whyClosesIf)
		}
	}
	g := search.Always(effect.Released, whyContract)
	g.Copies = contract.Copies
	return g
}

// resultMayClose reports whether a result of sig has a method Close: then it may
// close what it was made from, although it got it as something that cannot be closed.
func resultMayClose(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if !ssaquery.IsError(v.Type()) && nethttp.HasClose(v.Type()) {
			return true
		}
	}
	return false
}

// neverCloses reports whether fn is of the standard library, where nothing closes
// what it got as an io.Reader, unless its contract says so.
func neverCloses(fn *types.Func) bool { return fn != nil && nethttp.IsStd(fn.Pkg()) }

// Foregoes knows the effects that are the same on every path.
func (*Bodies) Foregoes(e effect.Effect) bool {
	return e.Result == 0 && (e.Only(effect.Left) || e.Only(effect.Released))
}

// Reads reports whether a call in a helper reads the body to its end: the error that it returns is then one of
// reading, unless it also writes to something that can fail. A body of which a Read failed has given its connection up
// (bodyEOFSignal in net/http/transport.go), so a helper that does not close it then is not to blame, and its callers
// still less. The function that sent the request is held to the contract of net/http.
func (*Bodies) Reads(c *search.Callee, i int) bool {
	return i >= 0 && httpvalue.Drains(c.Obj, c.Instr.Common().Args, i) && c.Args[i].Kind == sym.KindResource && c.IsHelper()
}

func (*Bodies) Ended(v ssa.Value) bool { return httpvalue.IsDone(v) || httpvalue.IsContextErr(v) }

// Captures looks for anything by which a captured body could be closed or kept.
func (b *Bodies) Captures(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return true
	}
	given := func(list []ssa.Value) bool {
		return slices.ContainsFunc(list, func(v ssa.Value) bool {
			return b.May(v.Type()) && !ssaquery.IsNil(v)
		})
	}
	for instr := range ssaquery.Instrs(fn) {
		may := false
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			c := instr.Common()
			// A function value may be anything that was captured as well, such as the method Close of the body.
			_, builtin := c.Value.(*ssa.Builtin)
			unknown := !c.IsInvoke() && !builtin && c.StaticCallee() == nil
			may = unknown || c.IsInvoke() && c.Method.Name() == "Close" || given(c.Args)
		case *ssa.Store:
			may = !ssaquery.IsAlloc(instr.Addr) && given([]ssa.Value{instr.Val})
		// A method value, such as resp.Body.Close, is run by whoever gets it.
		case *ssa.MakeClosure:
			bound, ok := ssaquery.FunctionOf(instr)
			may = ok && ssaquery.BoundMethod(bound) != nil
		// What is put there is found by others. What it is does not matter: this asks for what may be.
		case *ssa.Send, *ssa.MapUpdate:
			may = true
		case *ssa.Return:
			may = slices.ContainsFunc(instr.Results, func(r ssa.Value) bool {
				return b.May(r.Type()) && !ssaquery.IsError(r.Type()) && !ssaquery.IsNil(r)
			})
		}
		if may {
			return true
		}
	}
	return false
}
