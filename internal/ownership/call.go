package ownership

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A site is a call that is about to run, with the values it runs on: those of
// the moment for a plain call, those of the defer statement for a deferred one.
type site struct {
	instr  ssa.CallInstruction
	target abs   // the receiver of an interface method, else the function value
	args   []abs // for a method with a static callee, the receiver first
	binds  []abs // what the free variables of the callee are bound to
	fn     *ssa.Function
	later  bool // a deferred call that runs now
}

// callOf evaluates the operands of a call.
func (q *search) callOf(s *state, instr ssa.CallInstruction) *site {
	c := instr.Common()
	call := &site{instr: instr}
	if _, ok := c.Value.(*ssa.Builtin); !ok {
		call.target = s.eval(c.Value)
	}
	for _, a := range c.Args {
		call.args = append(call.args, s.eval(a))
	}
	if !c.IsInvoke() {
		call.fn, call.binds = q.callee(s, call.target)
	}
	return call
}

// callee returns the function behind a function value and what it captured.
func (q *search) callee(s *state, target abs) (*ssa.Function, []abs) {
	if target.kind != closure {
		return nil, nil
	}
	fn, ok := functionOf(target.base)
	if !ok {
		return nil, nil
	}
	var binds []abs
	for i := range fn.FreeVars {
		binds = append(binds, q.binding(s, target, i))
	}
	return fn, binds
}

// call runs a call. It reports whether s goes on behind it; if not, the path
// ended, or went on in the callee, or in several copies of s.
func (q *search) call(s *state, call *site) bool {
	if b, ok := call.instr.Common().Value.(*ssa.Builtin); ok {
		return q.builtin(s, call, b)
	}
	if call.instr == q.acq.call && !call.later {
		if outcomes := q.outcomesAt(call); len(outcomes) > 0 {
			if !q.external(s, call, calleeObject(call), false) {
				return false
			}
			return q.acquire(s, call, outcomes)
		}
	}
	c := call.instr.Common()
	if call.target.kind == null {
		return false // nil dereference
	}
	if c.IsInvoke() {
		if fn := q.method(s, call); fn != nil {
			call.fn = fn
			call.args = append([]abs{call.target}, call.args...)
		} else {
			return q.invoke(s, call)
		}
	}
	if call.fn == nil {
		if call.target.kind == holder {
			q.release(s)
			return true
		}
		return q.external(s, call, nil, true)
	}
	if plain, ok := call.instr.(*ssa.Call); ok && q.ends(plain) {
		return false
	}
	obj, _ := call.fn.Object().(*types.Func)
	if (obj == nil || q.declared[obj.Origin()] == nil) && q.inlines(s, call) {
		if q.foregone(s, call) {
			return true
		}
		q.enter(s, call, call.fn, call.args, call.binds)
		return false
	}
	return q.external(s, call, obj, true)
}

// outcomesAt returns the outcomes of the acquisition, which the value of a function variable on
// this path may tell better than its type.
func (q *search) outcomesAt(call *site) []outcome {
	c := call.instr.Common()
	if call.fn == nil || c.IsInvoke() || len(call.fn.Blocks) == 0 || staticCallee(c) != nil {
		return q.acq.outcomes
	}
	list, known := q.outcomesOf(call.fn)
	if !known {
		return q.acq.outcomes
	}
	if acq := q.acquisitionWith(call.instr, list); acq != nil {
		return acq.outcomes
	}
	return nil
}

// calleeObject returns the function or method that a call names, if it does.
func calleeObject(call *site) *types.Func {
	c := call.instr.Common()
	if c.IsInvoke() {
		return c.Method
	}
	if call.fn != nil {
		obj, _ := call.fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// method returns the method that an interface call must reach, if that is known
// and its body is at hand.
func (q *search) method(s *state, call *site) *ssa.Function {
	c := call.instr.Common()
	var t types.Type
	switch a := call.target; a.kind {
	case address:
		if a.path != "" {
			return nil
		}
		if t = q.made[a.base]; t == nil && isAlloc(a.base) {
			t = a.base.Type()
		}
	case aggregate:
		if mk, ok := c.Value.(*ssa.MakeInterface); ok {
			t = mk.X.Type()
		}
	}
	if t == nil || types.IsInterface(t) {
		return nil
	}
	sel := q.prog.MethodSets.MethodSet(t).Lookup(c.Method.Pkg(), c.Method.Name())
	if sel == nil {
		return nil
	}
	if obj, ok := sel.Obj().(*types.Func); !ok || obj.Signature().TypeParams().Len() > 0 {
		return nil
	}
	fn := q.prog.MethodValue(sel)
	if fn == nil || len(fn.Blocks) == 0 {
		return nil
	}
	return fn
}

// invoke runs a call of an interface method whose implementation is unknown.
func (q *search) invoke(s *state, call *site) bool {
	method := call.instr.Common().Method
	switch carries := q.carries(s, call.target); {
	case call.target.kind == memory && method.Name() == "Close":
		if v := call.instr.Value(); v != nil && !call.later {
			s.set(v, -1, absNil)
		}
		return true
	case call.target.kind == body && !nethttp.OnlyReads(method.Name()) && method.Name() != "Close":
		q.keep(s) // a method that few bodies have, such as CloseWithError
	case carries && method.Name() == "Close" && method.Signature().Params().Len() == 0:
		q.release(s)
		return true
	case carries && call.target.kind != body && call.target.kind != holder:
		q.keep(s) // a method of something that holds the body
	}
	if effects, ok := q.implementations(call); ok {
		return q.agree(s, call, effects)
	}
	return q.external(s, call, method, true)
}

// inlines reports whether the body of the callee is to be followed: it is at hand,
// and it can matter to the obligation.
func (q *search) inlines(s *state, call *site) bool {
	fn := call.fn
	if len(fn.Blocks) == 0 || s.top.depth >= maxDepth {
		return false
	}
	for f := s.top; f != nil; f = f.up {
		if f.fn.Function == fn {
			return false // recursion
		}
	}
	if fn == q.root.Function {
		return false
	}
	if s.status == open && len(fn.Blocks) <= maxTestBlocks {
		for i, a := range call.args {
			if i < len(fn.Params) && isError(fn.Params[i].Type()) && (a.kind == null || s.isNonNil(a)) {
				return true // a helper that tests an error
			}
		}
	}
	hosts := q.hosts[fn]
	for _, list := range [][]abs{call.args, call.binds} {
		for _, a := range list {
			switch {
			case s.status == open && q.carries(s, a),
				s.status == open && a == absFirstNil,
				a.kind == closure && q.matters(s, a):
				return true
			}
		}
	}
	return hosts || fn.Parent() != nil && (s.status == open || writesCaptured(fn))
}

// foregone runs a call of a declared function of the package without following it, if that does
// the same with the body on every path. It reports whether it could.
func (q *search) foregone(s *state, call *site) bool {
	fn := call.fn
	if s.status != open || fn.Parent() != nil || len(fn.Blocks) <= maxTestBlocks || fn.Synthetic != "" {
		return false
	}
	carrier := -1
	for i, a := range call.args {
		switch {
		case a.kind == response || a.kind == body:
			if carrier >= 0 {
				return false
			}
			carrier = i
		case a == absFirstNil, a.kind == closure, q.carries(s, a):
			return false
		}
	}
	if carrier < 0 || carrier >= len(fn.Params) {
		return false
	}
	f := q.fateOf(fn, carrier, call.args[carrier])
	switch {
	case f.alias != 0 || f.effect == 0:
		return false
	case f.effect&(closes|keeps) == 0:
	case f.effect&(leaves|keeps) == 0:
		q.release(s)
	default:
		return false
	}
	for i, a := range call.args {
		if i != carrier && i < len(fn.Params) {
			q.expose(s, a, fn.Params[i].Type())
		}
	}
	q.results(s, call, nethttp.Contract{}, false, false)
	return true
}

// matters reports whether running the function value a can matter: it contains the
// acquisition, or changes captured variables.
func (q *search) matters(s *state, a abs) bool {
	fn, ok := functionOf(a.base)
	return ok && (q.hosts[fn] || fn.Parent() != nil && writesCaptured(fn))
}

// writesCaptured reports whether fn stores to variables that it captured.
func writesCaptured(fn *ssa.Function) bool {
	for _, v := range fn.FreeVars {
		if v.Referrers() == nil {
			continue
		}
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if r.Addr == v {
					return true
				}
			case *ssa.MakeClosure:
				if inner, ok := r.Fn.(*ssa.Function); ok && writesCaptured(inner) {
					return true
				}
			case *ssa.FieldAddr, *ssa.IndexAddr:
				return true
			}
		}
	}
	return false
}

// enter continues s in the body of fn.
func (q *search) enter(s *state, call *site, fn *ssa.Function, args, binds []abs) {
	if _, ok := call.instr.(*ssa.Go); ok {
		q.shareCaptured(s, call.target)
	}
	parent := *s.top
	if !call.later {
		parent.next++
	}
	info := q.function(fn)
	for i, p := range fn.Params {
		s.redefine(p)
		if i < len(args) && info.keeps(p, args[i]) {
			s.set(p, -1, args[i])
		}
	}
	for i, v := range fn.FreeVars {
		s.set(v, -1, absUnknown)
		if i < len(binds) {
			s.set(v, -1, binds[i])
		}
	}
	site := call.instr
	if call.later || site.Value() == nil {
		site = nil
	}
	s.note(Step{Kind: Call, Pos: call.instr.Pos()})
	s.top = &frame{fn: info, block: fn.Blocks[0], site: site, up: &parent, depth: parent.depth + 1, late: parent.late || call.later}
	q.push(s)
}

// leave returns from the top frame to the one below.
func (q *search) leave(s *state, ret *ssa.Return) {
	results := make([]abs, len(ret.Results))
	for i, r := range ret.Results {
		results[i] = s.eval(r)
	}
	done := s.top
	s.top = done.up
	if done.site != nil {
		v := done.site.Value()
		for i, a := range results {
			index := i
			if len(results) == 1 {
				index = -1
			}
			s.set(v, index, a)
		}
	}
	q.push(s)
}

// builtin runs a call of a built-in function.
func (q *search) builtin(s *state, call *site, b *ssa.Builtin) bool {
	switch b.Name() {
	case "append", "copy":
		for _, a := range call.args {
			if q.carries(s, a) {
				q.keep(s) // the elements of a slice are not told apart
				s.stored = true
			}
		}
	case "len", "cap":
		v := call.instr.Value()
		if n, ok := arrayLen(call.args[0]); ok {
			s.set(v, -1, absOfInt(n))
		} else if call.args[0].kind == holder { // what holds the body is not empty
			s.known = learn(s.known, token.GEQ, abs{kind: symbol, base: v}, absOfInt(1))
		}
	case "ssa:wrapnilchk":
		s.set(call.instr.Value(), -1, call.args[0])
	}
	return true
}

// arrayLen returns the length of the array that the slice or pointer a spans.
func arrayLen(a abs) (int64, bool) {
	alloc, ok := a.base.(*ssa.Alloc)
	if a.kind != address || !ok || a.path != "" {
		return 0, false
	}
	array, ok := alloc.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok || array.Len() > farthest {
		return 0, false
	}
	return array.Len(), true
}

// external runs a call of which only the signature is known, and perhaps a
// contract. With results set, it also says what is known of the results.
func (q *search) external(s *state, call *site, fn *types.Func, results bool) bool {
	c := call.instr.Common()
	var contract nethttp.Contract
	if fn != nil {
		contract, _ = nethttp.ContractOf(fn)
	}
	var eff *effects
	if fn != nil {
		eff = q.stated(fn)
	}
	fails := contract.FailsTest || eff != nil && eff.Flags&failsTest != 0 || call.fn != nil && q.fails(call.fn)
	if contract.NoReturn || fails && s.status == open && !s.branched() {
		return false // the test fails because the request succeeded
	}
	sig := c.Signature()
	offset := 0 // of the parameters in args
	if sig.Recv() != nil && !c.IsInvoke() || call.fn != nil && call.fn.Signature.Recv() != nil {
		offset = 1
	}
	number := func(i int) int { // how a contract counts argument i
		if fn != nil && fn.Signature().Recv() != nil && offset == 0 {
			return i + 1
		}
		return i
	}
	told, holds := false, false
	var runs []abs
	var fates []given
	for i, a := range call.args {
		if a == absFirstNil {
			told = true
		}
		t := argType(call, sig, offset, i)
		n := number(i)
		if !q.carries(s, a) {
			if a.kind == closure && contract.Runs.Has(n) {
				runs = append(runs, a)
			} else {
				q.expose(s, a, t)
			}
			continue
		}
		switch {
		case contract.Closes.Has(n):
			q.closes(s, call, contract)
		case contract.Borrows.Has(n):
		case contract.Lends.Has(n):
			holds = true
		case contract.Runs.Has(n):
			runs = append(runs, a)
		case contract.RunsUnlessStopped.Has(n):
			if v := call.instr.Value(); v == nil || v.Referrers() == nil || len(*v.Referrers()) == 0 {
				q.release(s)
			}
		case eff != nil && eff.param(n) != 0:
			fates = append(fates, given{eff.param(n), eff.alias(n), a})
		case fn != nil && nethttp.Prints(fn, t), i == len(call.args)-1 && isVariadicAny(sig):
		case q.passes(s, a, t):
			q.give(s, a)
		default:
			holds = holds || a.kind != response && resultMayClose(sig) && !neverCloses(fn)
		}
	}
	if results {
		q.results(s, call, contract, told, holds)
	}
	if results && eff != nil && !q.applyAnswer(s, call, fn, eff) {
		return false
	}
	if !q.apply(s, call, fates) {
		return false
	}
	for _, a := range runs {
		fn, binds := q.callee(s, a)
		if fn == nil || len(fn.Blocks) == 0 || s.top.depth >= maxDepth || fn == q.root.Function {
			if q.carries(s, a) {
				q.keep(s)
			}
			continue
		}
		run := &site{instr: call.instr, later: call.later, fn: fn, target: a}
		q.enter(s, run, fn, nil, binds)
		s.top.site = nil // what the callback returns is not what the call returns
		return false
	}
	return true
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

// closes applies a contract that closes an argument.
func (q *search) closes(s *state, call *site, contract nethttp.Contract) {
	if i := contract.ClosesIf; i != 0 && i < len(call.args) {
		switch a := call.args[i]; {
		case a == absFalse:
			return
		case a != absTrue:
			q.keep(s)
			return
		}
	}
	q.release(s)
}

// argType returns the type of the parameter that argument i is passed to.
func argType(call *site, sig *types.Signature, offset, i int) types.Type {
	if i < offset {
		if call.fn != nil && len(call.fn.Params) > 0 {
			return call.fn.Params[0].Type()
		}
		if sig.Recv() != nil {
			return sig.Recv().Type()
		}
	}
	i -= offset
	params := sig.Params()
	if call.fn != nil {
		params = call.fn.Signature.Params()
	}
	if i >= params.Len() {
		return types.Universe.Lookup("any").Type()
	}
	return params.At(i).Type()
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

// expose takes into account that the callee gets a, which does not carry the body:
// variables that it leads to may change, now or later.
func (q *search) expose(s *state, a abs, t types.Type) {
	switch a.kind {
	case address:
		if isAlloc(a.base) {
			s.write(placeOf(a), absUnknown)
		}
		if isAlloc(a.base) && nethttp.MayClose(t) {
			s.share(placeOf(a))
		}
	case closure:
		fn, ok := functionOf(a.base)
		if !ok {
			return
		}
		for i, v := range fn.FreeVars {
			b := q.binding(s, a, i)
			if b.kind == address && stores(v) {
				s.write(placeOf(b), absUnknown)
			}
		}
		q.shareCaptured(s, a)
	}
}

// stores reports whether something is stored to the captured variable v.
func stores(v *ssa.FreeVar) bool {
	if v.Referrers() == nil {
		return false
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == v {
				return true
			}
		case *ssa.MakeClosure:
			if inner, ok := r.Fn.(*ssa.Function); ok {
				for i, b := range r.Bindings {
					if b == v && stores(inner.FreeVars[i]) {
						return true
					}
				}
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			return true
		}
	}
	return false
}

// results says what is known of the results of an external call. told: it was given
// the error of the acquisition, which is nil on this path; holds: a result may close the body.
func (q *search) results(s *state, call *site, contract nethttp.Contract, told, holds bool) {
	v := call.instr.Value()
	if v == nil || call.later {
		return
	}
	results := call.instr.Common().Signature().Results()
	for i := range results.Len() {
		index := i
		if results.Len() == 1 {
			index = -1
		}
		t := results.At(i).Type()
		switch {
		case holds && nethttp.MayClose(t) && !isError(t):
			s.set(v, index, absHolder)
		case contract.NeverNil:
			s.set(v, index, absNonNil)
		case contract.InMemory:
			s.set(v, index, absMemory)
		case told && isError(t):
			s.set(v, index, absFirstNil)
		case told && isBool(t) && contract.NilForNil:
			s.set(v, index, absFalse)
		case told && isBool(t) && results.Len() == 1 && s.status == open:
			q.told[v] = true
		}
	}
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// deferCall registers a deferred call.
func (q *search) deferCall(s *state, instr *ssa.Defer) bool {
	call := q.callOf(s, instr)
	if instr.Call.IsInvoke() && call.target.kind == null {
		return false
	}
	d := deferral{call: instr, target: call.target, args: call.args, binds: call.binds}
	if defersOutside(instr) {
		if s.status == open && q.deferralCarries(s, d) {
			s.held = instr // see exit
		}
		q.shareCaptured(s, d.target)
		return true
	}
	if s.status == open && q.deferralCarries(s, d) {
		if s.held == instr {
			q.leak(s, LoopDefer, instr.Pos())
			return false
		}
		s.note(Step{Kind: Register, Pos: instr.Pos()})
	}
	top := *s.top
	for _, old := range top.deferred {
		if sameDeferral(old, d) {
			return true // once more changes nothing
		}
	}
	top.deferred = append(top.deferred[:len(top.deferred):len(top.deferred)], d)
	s.top = &top
	return true
}

func sameDeferral(x, y deferral) bool {
	same := func(a, b []abs) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	return x.call == y.call && x.target == y.target && same(x.args, y.args) && same(x.binds, y.binds)
}

// defersOutside reports whether a defer statement is in the body of a range-over-func
// loop: it runs when the function around the loop returns.
func defersOutside(instr *ssa.Defer) bool {
	if instr.DeferStack == nil {
		return false
	}
	_, own := instr.DeferStack.(*ssa.Call)
	return !own
}

// deferralCarries reports whether the deferred call may release the body.
func (q *search) deferralCarries(s *state, d deferral) bool {
	if q.carries(s, d.target) {
		return true
	}
	for _, a := range d.args {
		if q.carries(s, a) {
			return true
		}
	}
	return false
}

// runDeferred runs the calls that the top frame deferred, last first. It reports
// whether s goes on behind them.
func (q *search) runDeferred(s *state) bool {
	if s.top.up == nil || len(s.top.deferred) > 0 {
		q.presumeError(s)
	}
	for len(s.top.deferred) > 0 {
		top := *s.top
		d := top.deferred[len(top.deferred)-1]
		top.deferred = top.deferred[:len(top.deferred)-1]
		s.top = &top
		call := &site{instr: d.call, target: d.target, args: d.args, binds: d.binds, later: true}
		if !d.call.Call.IsInvoke() {
			if fn, ok := functionOf(d.target.base); ok && d.target.kind == closure {
				call.fn = fn
			}
		}
		if !q.call(s, call) {
			return false
		}
	}
	return true
}

// presumeError takes an error that is about to be returned, and of which nothing is known, for
// one if nil is returned next to it in the place of a response or a body: deferred
// functions that close on errors rely on that.
func (q *search) presumeError(s *state) {
	block := s.top.block
	ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return)
	if !ok {
		return
	}
	cell := func(v ssa.Value) (place, bool) {
		load, ok := v.(*ssa.UnOp)
		if !ok || !isAlloc(load.X) {
			return place{}, false
		}
		return place{base: load.X}, true
	}
	nothing := false
	for _, r := range ret.Results {
		if p, ok := cell(r); ok && !isError(r.Type()) && nethttp.MayClose(r.Type()) {
			a, known := s.read(p)
			nothing = nothing || known && a.kind == null
		}
	}
	if !nothing {
		return
	}
	for _, r := range ret.Results {
		if p, ok := cell(r); ok && isError(r.Type()) {
			if a, known := s.read(p); known && a.kind != null && !s.isNonNil(a) {
				s.write(p, absNonNil)
			}
		}
	}
}

// acquire runs the acquisition itself.
func (q *search) acquire(s *state, call *site, outcomes []outcome) bool {
	v := call.instr.Value()
	if s.status == open {
		if done := q.reacquire(s, v); done {
			return false
		}
	}
	if s.status == open {
		return true
	}
	if s.status != pending {
		q.reset(s)
	}
	block, next := s.top.block, s.top.next+1
	for i, o := range outcomes {
		if o.fate != open && !q.mayRepeat() {
			continue
		}
		c := s.copy()
		c.at(block, next)
		if o.fate == open {
			q.open(c)
			c.with = nil
			if o.failed(call.instr.Common().Signature().Results()) {
				c.with = &outcomes[i]
			}
		}
		q.bind(c, call, o)
		q.push(c)
	}
	return false
}

// mayRepeat reports whether the acquisition can be reached a second time.
func (q *search) mayRepeat() bool {
	return q.acq.call == nil || q.acq.call.Parent() != q.root.Function || q.root.repeats[q.acq.block()]
}

// reacquire looks at a path that reaches the acquisition again with the body still
// open. It reports whether the path ends here; if not, and if s is still open, the old body
// is the one to follow.
func (q *search) reacquire(s *state, v ssa.Value) bool {
	// A deferred function that reads a variable closes what is in there at the end,
	// which is this body only if the variable will not be assigned to.
	fixed := s.copy()
	fixed.places = slices.DeleteFunc(fixed.places, func(e placeEntry) bool { return isAlloc(e.p.base) && !e.p.old })
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			if q.deferralCarries(fixed, d) {
				// It is closed when the function returns. Go on with the next one: if the
				// same statement defers again, they pile up.
				q.reset(s)
				s.held = d.call
				return false
			}
		}
	}
	if q.withinReach(s) {
		q.forgetResults(s, v)
		return false
	}
	s.note(Step{Kind: Again, Pos: q.acq.call.Pos()})
	q.leak(s, Overwrite, q.acq.call.Pos())
	return true
}

// withinReach reports whether the rest of the path can still get at the body.
func (q *search) withinReach(s *state) bool {
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			if q.deferralCarries(s, d) {
				return true
			}
		}
		live := f.fn.liveAt(f.block, f.next+1)
		for v, n := range f.fn.index {
			if live.has(n) && q.carries(s, s.eval(v)) {
				return true
			}
		}
	}
	return false
}

// forgetResults makes the results of the call unknown.
func (q *search) forgetResults(s *state, v ssa.Value) {
	for i := range q.acq.call.Common().Signature().Results().Len() {
		s.set(v, i, absUnknown)
	}
	s.set(v, -1, absUnknown)
}

// bind gives the results of the acquiring call v their values under outcome o.
func (q *search) bind(s *state, call *site, o outcome) {
	v := call.instr.Value()
	for i, a := range o.results {
		index := i
		if len(o.results) == 1 {
			index = -1
		}
		if a.kind == null && o.fate == open && implementsError(call.instr.Common().Signature().Results().At(i).Type()) {
			a = absFirstNil
		}
		if a.kind == address || a.kind == aggregate {
			base := resultValue(v, i, len(o.results))
			if base == nil {
				a = absUnknown
			} else {
				if q.known(s, base) {
					q.age(s, base)
				}
				for _, part := range o.parts {
					if part.result == i {
						s.write(place{base: base, path: part.path}, part.a)
					}
				}
				q.made[base] = o.types[i]
				q.zeroed[base] = o.zeroed[i]
				a.base = base
			}
		}
		s.set(v, index, a)
	}
}

// resultValue returns the SSA value of result i of n of a call, or nil if nothing uses it.
func resultValue(v ssa.Value, i, n int) ssa.Value {
	if n == 1 {
		return v
	}
	if v.Referrers() == nil {
		return nil
	}
	for _, r := range *v.Referrers() {
		if e, ok := r.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}

// exit ends the path, or the activation, at a return.
func (q *search) exit(s *state, ret *ssa.Return) {
	if s.top.up != nil {
		q.leave(s, ret)
		return
	}
	if s.held != nil && defersOutside(s.held) {
		q.exitLoopBody(s, ret)
		return
	}
	results := make([]abs, len(ret.Results))
	carried := false
	for i, r := range ret.Results {
		results[i] = s.eval(r)
		carried = carried || s.status == open && q.passes(s, results[i], r.Type())
	}
	outer := false
	if s.status == open {
		for _, v := range q.root.FreeVars {
			outer = outer || q.carries(s, s.eval(v))
		}
	}
	q.record(s, ret, results, carried, outer)
	if s.status != open {
		return
	}
	if carried || outer {
		q.stored = q.stored || outer
		q.keep(s)
		return
	}
	s.note(Step{Kind: Return, Pos: ret.Pos(), Func: q.root.Function})
	q.leak(s, Path, ret.Pos())
}

// exitLoopBody ends an iteration of a range-over-func loop that deferred the release: the
// bodies of further iterations pile up.
func (q *search) exitLoopBody(s *state, ret *ssa.Return) {
	if s.status != open {
		return
	}
	if len(ret.Results) == 1 && s.eval(ret.Results[0]) == absTrue {
		q.leak(s, LoopDefer, s.held.Pos())
	}
	q.keep(s)
}
