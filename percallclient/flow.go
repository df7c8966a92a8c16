package percallclient

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/nethttp"
)

// A flow follows a transport or client through the values and local variables that
// may hold it: the carriers. It looks into closures and into functions of the
// package that get it. Whatever it does not understand counts as kept.
type flow struct {
	settings
	made   making
	root   *ssa.Function
	seen   map[ssa.Value]bool
	work   []ssa.Value
	facts  facts
	fields map[*types.Var]bool                     // fields of structs that carriers were stored in
	open   bool                                    // what fields hold is not known: any that can, may
	calls  map[*ssa.Function][]ssa.CallInstruction // calls that pass a carrier to the function
	out    map[*ssa.Function]map[int]bool          // results that may be carriers

	sends   []ssa.Instruction // that send a request through it
	reaps   []ssa.Instruction // that close its idle connections, or may
	kept    bool              // something may hold it after the function has returned
	givenUp bool              // it was not followed to its end
	reused  bool              // it is made outside of a loop and used in it
}

// maxCarriers bounds a flow. What goes further than that counts as kept.
const maxCarriers = 2000

// follow returns the flow of m, to its end.
func follow(m making, facts facts) *flow {
	f := newFlow(m, m.instr.Parent(), facts)
	f.run()
	return f
}

// followParam returns the flow of what the caller of a function gives it.
func followParam(p *ssa.Parameter, facts facts) *flow {
	f := newFlow(making{value: p, kind: transport, open: true}, p.Parent(), facts)
	f.run()
	return f
}

func newFlow(m making, root *ssa.Function, facts facts) *flow {
	f := &flow{
		facts:    facts,
		open:     m.open,
		settings: settings{limit: m.limit},
		made:     m,
		root:     root,
		fields:   make(map[*types.Var]bool),
		calls:    make(map[*ssa.Function][]ssa.CallInstruction),
		out:      make(map[*ssa.Function]map[int]bool),
	}
	for v := range m.fields {
		f.fields[v] = true
	}
	return f
}

func (f *flow) run() {
	m := f.made
	// A load of a field is a carrier only if one was stored in that field, which may
	// be found out later: then start again.
	for known := -1; known != len(f.fields) && !f.kept; {
		known = len(f.fields)
		f.settings = settings{limit: m.limit}
		f.seen = make(map[ssa.Value]bool)
		f.sends, f.reaps = nil, nil
		f.carry(m.value)
		for len(f.work) > 0 && !f.kept {
			v := f.work[len(f.work)-1]
			f.work = f.work[:len(f.work)-1]
			if refs := v.Referrers(); refs != nil {
				for _, instr := range *refs {
					f.step(v, instr)
				}
			}
		}
		for fn := range f.out {
			// A closure that is called we do not know where.
			f.kept = f.kept || fn != f.root && len(f.calls[fn]) == 0
		}
	}
}

// carry notes that v is a carrier.
func (f *flow) carry(v ssa.Value) {
	if v == nil || f.seen[v] {
		return
	}
	f.seen[v] = true
	f.work = append(f.work, v)
	if len(f.seen) > maxCarriers {
		f.kept, f.givenUp = true, true
	}
}

// step follows the carrier v through one instruction that refers to it.
func (f *flow) step(v ssa.Value, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
	case *ssa.Store:
		if instr.Val == v && !f.store(instr.Addr, 0) {
			f.kept = true
		}
		if instr.Addr == v && !f.seen[instr.Val] {
			f.overwrite(v, instr.Val)
		}
	case *ssa.FieldAddr:
		f.fieldAddr(instr)
	case *ssa.Field:
		if f.leads(instr.X.Type(), instr.Field) {
			f.carry(instr)
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			f.carry(instr)
		} else {
			f.kept = true
		}
	case *ssa.Extract:
		if _, ok := instr.Tuple.(*ssa.TypeAssert); !ok {
			f.kept = true
		} else if instr.Index == 0 {
			f.carry(instr)
		}
	case *ssa.Phi, *ssa.ChangeType, *ssa.Convert, *ssa.MultiConvert, *ssa.ChangeInterface, *ssa.MakeInterface,
		*ssa.TypeAssert, *ssa.Slice, *ssa.SliceToArrayPointer, *ssa.IndexAddr, *ssa.Index:
		f.carry(instr.(ssa.Value))
	case *ssa.MakeClosure:
		fn := instr.Fn.(*ssa.Function)
		for i, b := range instr.Bindings {
			if b == v {
				f.carry(fn.FreeVars[i])
			}
		}
		f.kept = f.kept || len(fn.Blocks) == 0
		f.carry(instr)
	case *ssa.Return:
		for i, result := range instr.Results {
			if result == v {
				f.result(instr.Parent(), i)
			}
		}
	case ssa.CallInstruction:
		f.call(v, instr)
	default:
		f.kept = true
	}
}

// result notes that fn returns a carrier as its i-th result: to the calls that were
// followed into it. What the function of the making returns is in f.out.
func (f *flow) result(fn *ssa.Function, i int) {
	if f.out[fn] == nil {
		f.out[fn] = make(map[int]bool)
	}
	f.out[fn][i] = true
	if fn != f.root {
		for _, call := range f.calls[fn] {
			f.carryResult(call, i)
		}
	}
}

// carryResult notes that the i-th result of call is a carrier.
func (f *flow) carryResult(call ssa.CallInstruction, i int) {
	value := call.Value()
	if value == nil {
		return // go, defer: dropped
	}
	f.carry(resultOf(value, i))
}

// resultOf returns the value of the i-th result of call, or nil if nothing uses it.
func resultOf(call *ssa.Call, i int) ssa.Value {
	if _, tuple := call.Type().(*types.Tuple); !tuple {
		return call
	}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == i {
			return x
		}
	}
	return nil
}

// leads reports whether the i-th field of the struct type t, or of what it points
// to, holds a carrier.
func (f *flow) leads(t types.Type, i int) bool {
	t = deref(t)
	switch {
	case nethttp.IsTransport(t):
		return false
	case nethttp.IsClient(t):
		return f.made.kind == transport && fieldOf(t, i).Name() == "Transport"
	}
	v := fieldOf(t, i)
	return f.fields[v] || f.open && v != nil && holdsPool(v.Type(), 0)
}

// fieldOf returns the i-th field of the struct type t. It returns nil if t is a type
// parameter.
func fieldOf(t types.Type, i int) *types.Var {
	if st, ok := t.Underlying().(*types.Struct); ok {
		return st.Field(i).Origin()
	}
	return nil
}

// fieldAddr follows the address of a field of a carrier.
func (f *flow) fieldAddr(addr *ssa.FieldAddr) {
	owner := deref(addr.X.Type())
	ofTransport, ofClient := nethttp.IsTransport(owner), nethttp.IsClient(owner)
	if f.leads(owner, addr.Field) {
		f.carry(addr)
		return
	}
	if !ofTransport && !ofClient {
		return
	}
	name := fieldOf(owner, addr.Field).Name()
	for _, ref := range *addr.Referrers() {
		store, ok := ref.(*ssa.Store)
		switch {
		case ok && store.Addr == addr && ofTransport:
			f.setTransport(name, store.Val, f.made.instr != nil && store.Block() == f.made.instr.Block())
		case ok && store.Addr == addr:
			f.setClient(name, store.Val)
		default:
			if _, ok := ref.(*ssa.UnOp); !ok { // its address goes somewhere
				f.off, f.custom = true, true
			}
		}
	}
}

// overwrite notes that the carrier v, a variable, gets another value.
func (f *flow) overwrite(v, value ssa.Value) {
	if f.made.open && f.made.instr != nil {
		f.kept = true // the pool that it came with may be gone
		return
	}
	elem := deref(v.Type())
	if !nethttp.IsTransport(elem) && !nethttp.IsClient(elem) {
		return // a pointer: another flow
	}
	if k, ok := value.(*ssa.Const); !ok || k.Value != nil {
		f.kept = true // its settings are not known any more
	}
}

// requestsClosed reports whether a function through which the flow goes asks for the
// connection to be closed after a request.
func (f *flow) requestsClosed() bool {
	fns := make(map[*ssa.Function]bool)
	for v := range f.seen {
		if fn := v.Parent(); fn != nil && !fns[fn] {
			fns[fn] = true
			if setsClose(fn) {
				return true
			}
		}
	}
	return false
}

// setsClose reports whether fn sets the Close field of an http.Request.
func setsClose(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			addr, ok := store.Addr.(*ssa.FieldAddr)
			if !ok || !nethttp.IsNamed(deref(addr.X.Type()), nethttp.Path, "Request") || fieldOf(deref(addr.X.Type()), addr.Field).Name() != "Close" {
				continue
			}
			if k, ok := store.Val.(*ssa.Const); !ok || k.Value == nil || constant.BoolVal(k.Value) {
				return true
			}
		}
	}
	return false
}
