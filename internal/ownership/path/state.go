package path

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/flow"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Guess notes that the path rests on an answer of call which may not be possible.
func (s *State) Guess(call ssa.Value, answer bool) {
	if s.Status == Open && len(s.Guesses) < 8 {
		s.Guesses = append(s.Guesses[:len(s.Guesses):len(s.Guesses)], Assumption{call, answer})
	}
}

// A Deferral is a call that runs when its frame returns.
type Deferral struct {
	Call   *ssa.Defer
	Target sym.Value
	Args   []sym.Value
	Binds  []sym.Value
}

// A Status says what became of the obligation on a path.
type Status uint8

const (
	Pending  Status = iota // nothing was acquired yet
	Open                   // the resource is open and this path owes its release
	Released               // closed
	Kept                   // handed over: somebody else may close it

	// Of a resource that owes nothing before it is used.
	Idle   // not used yet
	Reaped // released, but it may be used again
)

// A State is the search at one point of one path. Which of its parts are shared between copies says the
// package comment.
type State struct {
	Top      *Frame
	Status   Status
	Stored   bool // the resource was handed over by storing it, not merely shown to a callee
	Chosen   bool // a branch was taken that the caller of the root decides, by another parameter
	Values   []ValueEntry
	Places   []PlaceEntry
	Known    []sym.Constraint
	Shared   []sym.Place  // variables that somebody else may read or change at any time
	With     int          // the outcome that the path began with, as the search numbers them; 0 if that has no error next to the resource
	Held     *ssa.Defer   // the statement whose call will release the resources of earlier iterations
	Guesses  []Assumption // what the path assumes of calls that nothing is known of
	Trail    *Trail
	Tag      int64 // what the resource remembers
	Branched bool  // the path took a branch since the acquisition
	Shown    int   // one more than the number of the parameter of the root that was given the resource, before anybody else was
	Copied   bool  // the resource was released, and a copy stands in its place
	Asked    uint8 // how a parameter that was given the resource ended, see effect.Given

	Choices []Choice   // that the caller of the root made, where it matters to what that returns
	Needs   [][]Choice // of each, one has to be right for the resource to be there for sure
}

// Active reports whether the resource is there, and this path is the one that has it: where it goes
// then matters.
func (s *State) Active() bool { return s.Status == Open || s.Status == Idle || s.Status == Reaped }

// A ValueEntry gives an SSA value (element Index of a tuple, or -1) its abstract value.
type ValueEntry struct {
	Of    ssa.Value
	Index int
	Value sym.Value
}

// A PlaceEntry gives the content of a variable or a part of it.
type PlaceEntry struct {
	Place sym.Place
	Value sym.Value
}

// An Assumption is that the call, which was told the acquisition's error, answered so.
type Assumption struct {
	Call   ssa.Value
	Answer bool
}

// An Unwinding says whether a frame runs its deferred calls because of a panic.
type Unwinding uint8

const (
	Running   Unwinding = iota // there is no panic
	Panicking                  // there is one
	Recovered                  // a deferred call has recovered it
)

// A Frame is an activation of a function on the path. Frames are immutable.
type Frame struct {
	Fn       *flow.Function
	Block    *ssa.BasicBlock
	Next     int                 // the next instruction of Block
	From     ssa.CallInstruction // the call that the frame is of; nil for the root
	Site     ssa.CallInstruction // From, if that gets the results
	Deferred []Deferral
	Up       *Frame
	Depth    int
	Late     bool      // of a deferred call, or below one
	Callback *Callback // set if the callee of From is not followed, but runs this function
	Deferral bool      // of a deferred call

	Unwinding Unwinding
	Panic     sym.Value // what the panic was given
}

// A Callback is a function literal that was given to a callee of which no more is known than that.
type Callback struct {
	Func    sym.Value
	Binds   []sym.Value // what it captured
	Repeats bool        // the callee may run it again after it has failed
	Reports bool        // the callee returns an error if it fails
}

// A Trail is an event of the path that an explanation may mention.
type Trail struct {
	Step
	Before *Trail
}

// Copy returns a state that can be changed without a change of s.
func (s *State) Copy() *State {
	c := *s
	c.Values = slices.Clone(s.Values)
	c.Places = slices.Clone(s.Places)
	c.Known = slices.Clip(s.Known)
	c.Shared = slices.Clip(s.Shared)
	c.Guesses = slices.Clip(s.Guesses)
	c.Choices = slices.Clip(s.Choices)
	return &c
}

// At moves the top frame to instruction next of block.
func (s *State) At(block *ssa.BasicBlock, next int) {
	f := *s.Top
	f.Block, f.Next = block, next
	s.Top = &f
}

// Note adds a step to the path. What happens in deferred calls, after the return, is of no
// help to a reader.
func (s *State) Note(st Step) {
	if s.Active() && !s.Top.Late {
		s.Trail = &Trail{Step: st, Before: s.Trail}
		s.Branched = s.Branched || st.Kind == Branch
	}
}

// Begin makes the path start afresh, where the resource comes into being.
func (s *State) Begin() {
	s.Stored, s.Branched, s.Copied = false, false, false
	s.With, s.Tag, s.Asked, s.Shown = 0, 0, 0, 0
	s.Trail, s.Guesses, s.Needs = nil, nil, nil
}

// Lookup returns the recorded value of v, element index.
func (s *State) Lookup(v ssa.Value, index int) (sym.Value, bool) {
	for i := range s.Values {
		if e := &s.Values[i]; e.Of == v && e.Index == index {
			return e.Value, true
		}
	}
	return sym.Value{}, false
}

// Set records that v, element index, has the value a.
func (s *State) Set(v ssa.Value, index int, a sym.Value) {
	// An entry that says nothing would keep states apart that are the same.
	drop := saysNothing(v, a)
	for i := range s.Values {
		if e := &s.Values[i]; e.Of == v && e.Index == index {
			if drop {
				s.Values = slices.Delete(s.Values, i, i+1)
			} else {
				e.Value = a
			}
			return
		}
	}
	if !drop {
		s.Values = append(s.Values, ValueEntry{v, index, a})
	}
}

// Eval returns the value of v on this path.
func (s *State) Eval(v ssa.Value) sym.Value {
	switch v := v.(type) {
	case *ssa.Const:
		return sym.ConstOf(v)
	case *ssa.Function:
		return sym.Value{Kind: sym.KindFunc, Base: v}
	case *ssa.Builtin:
		return sym.Unknown
	case *ssa.Global:
		return sym.Place{Base: v}.Addr()
	}
	// What the path says of a value counts before what it is by itself.
	if a, ok := s.Lookup(v, -1); ok {
		return s.Resolve(a)
	}
	switch v := v.(type) {
	// A variable of the function is its address, unless the path knows better: a captured one may be bound.
	case *ssa.Alloc, *ssa.FreeVar:
		return sym.Place{Base: v}.Addr()
	}
	return s.Resolve(sym.Value{Kind: sym.KindSymbol, Base: v})
}

// Resolve replaces a symbol that a constraint pins down by what it is.
func (s *State) Resolve(a sym.Value) sym.Value {
	// A sum is not resolved: that it is a number would have to be computed each time, and Decide does that.
	if a.Kind != sym.KindSymbol || a.N != 0 {
		return a
	}
	// A condition that pins the symbol down is as good as an entry. That it equals another symbol is not: of two
	// names neither is better.
	for _, f := range s.Known {
		if f.X != a.Base || f.Y != nil {
			continue
		}
		switch {
		case f.Op == token.EQL:
			return f.Const
		case f.Op == token.NEQ && f.Const.Kind == sym.KindNil:
			return sym.Value{Kind: sym.KindSymbol, Base: a.Base}
		}
	}
	return a
}

// IsNonNil reports whether a is certainly not nil on this path.
func (s *State) IsNonNil(a sym.Value) bool {
	return a.IsNonNil() || sym.Decide(s.Known, token.EQL, a, sym.Nil) == sym.No
}

// Redefine prepares for v to get a new value: whatever else still holds the old one becomes its new name, its heir. It
// returns what has become of an abstract value that speaks of the old one, for those that s does not hold.
func (s *State) Redefine(v ssa.Value) (renamed func(sym.Value) sym.Value) {
	s.Values = slices.DeleteFunc(s.Values, func(e ValueEntry) bool { return e.Of == v })
	// Without another name the old value is out of reach; what the path made certain of it can still be said.
	heir := s.heir(v)
	was := s.Resolve(sym.Value{Kind: sym.KindSymbol, Base: v})
	nonNil := !was.IsConst() && s.IsNonNil(was)
	renamed = func(a sym.Value) sym.Value {
		switch {
		case a.Kind != sym.KindSymbol || a.Base != v:
			return a
		case heir != nil:
			a.Base = heir
			return a
		case a.N == 0 && was.IsConst():
			return was
		case a.N == 0 && nonNil:
			return sym.NonNil
		}
		return sym.Unknown
	}
	if s.Top.speaksOf(v) {
		s.Top = s.Top.Rewrite(renamed) // a deferred call gets what its operands were when it was deferred
	}
	for i := range s.Values {
		s.Values[i].Value = renamed(s.Values[i].Value)
	}
	s.Values = slices.DeleteFunc(s.Values, func(e ValueEntry) bool { return saysNothing(e.Of, e.Value) })
	for i := range s.Places {
		s.Places[i].Value = renamed(s.Places[i].Value)
	}
	// What pointers into v's object lead to is no longer what v leads to.
	s.Places = slices.DeleteFunc(s.Places, func(e PlaceEntry) bool { return e.Place.Base == v && !e.Place.Old })
	var known []sym.Constraint
	for _, c := range s.Known {
		switch {
		case c.X != v && c.Y != v:
		case heir == nil:
			continue // nobody can ask for it any more
		case c.X == v:
			c.X = heir
		default:
			c.Y = heir
		}
		known = append(known, c)
	}
	s.Known = known
	return renamed
}

// speaksOf reports whether some deferred call gets the symbol of v.
func (f *Frame) speaksOf(v ssa.Value) bool {
	is := func(a sym.Value) bool { return a.Kind == sym.KindSymbol && a.Base == v }
	for ; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			if is(d.Target) || slices.ContainsFunc(d.Args, is) || slices.ContainsFunc(d.Binds, is) {
				return true
			}
		}
	}
	return false
}

// heir returns another SSA value that is the same as v, or nil.
func (s *State) heir(v ssa.Value) ssa.Value {
	for _, e := range s.Values {
		if e.Index == -1 && e.Value == (sym.Value{Kind: sym.KindSymbol, Base: v}) {
			return e.Of
		}
	}
	return nil
}

// saysNothing reports whether v is a anyway, without anybody saying so.
func saysNothing(v ssa.Value, a sym.Value) bool {
	return a.Kind == sym.KindUnknown || a == (sym.Value{Kind: sym.KindSymbol, Base: v})
}

// Rewrite returns the frames with change applied to all values of their deferrals.
func (f *Frame) Rewrite(change func(sym.Value) sym.Value) *Frame {
	if f == nil {
		return nil
	}
	c := *f
	c.Up = f.Up.Rewrite(change)
	c.Deferred = slices.Clone(f.Deferred)
	// The list is a copy, and so are its elements, since frames are shared.
	for i := range c.Deferred {
		d := &c.Deferred[i]
		d.Target = change(d.Target)
		d.Args = mapValues(d.Args, change)
		d.Binds = mapValues(d.Binds, change)
	}
	c.Deferred = withoutRepeats(c.Deferred)
	return &c
}

func mapValues(in []sym.Value, change func(sym.Value) sym.Value) []sym.Value {
	out := make([]sym.Value, len(in))
	for i, a := range in {
		out[i] = change(a)
	}
	return out
}

// Trim drops the deferrals that cannot matter any more: those of plain calls
// with arguments that lead nowhere.
func (f *Frame) Trim(s *State) *Frame {
	if f == nil {
		return nil
	}
	c := *f
	c.Up = f.Up.Trim(s)
	c.Deferred = nil
	for _, d := range f.Deferred {
		leads := false
		for _, list := range [][]sym.Value{d.Args, d.Binds, {d.Target}} {
			for _, a := range list {
				switch a.Kind {
				case sym.KindAddress, sym.KindAggregate, sym.KindFunc, sym.KindSymbol, sym.KindHolder:
					leads = true
				}
			}
		}
		// A call with plain values does nothing to any resource, and cannot be told apart from none.
		if leads {
			c.Deferred = append(c.Deferred, d)
		}
	}
	return &c
}

func (s Status) String() string {
	return [...]string{"pending", "open", "released", "kept", "idle", "reaped"}[s]
}
