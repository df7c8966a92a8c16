package sym

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

func (k Kind) String() string {
	return [...]string{"unknown", "symbol", "nil", "non-nil", "int", "bool", "string", "response", "body", "address", "aggregate", "func", "memory", "holder"}[k]
}

// A Kind tells what is known of a value on a path.
type Kind uint8

const (
	KindUnknown   Kind = iota // anything
	KindSymbol                // whatever the SSA value Base was, plus N if it is an integer
	KindNil                   // nil
	KindNonNil                // not nil, else anything
	KindInt                   // the integer N
	KindBool                  // N is 1 or 0
	KindString                // the string Path
	KindObject                // what was acquired, if the resource is a part of it: a response
	KindResource              // the resource itself: its body
	KindAddress               // a pointer to the place Base+Path, or a slice of the array there; N is 1 if that is an old one
	KindAggregate             // a struct or array by value; its parts are the places below Base
	KindFunc                  // a function value; Base is a MakeClosure or a Function
	KindInert                 // a closer of something in memory: closing it does nothing, and never fails
	KindHolder                // something by way of which the resource may be released; N is for who follows it, see search.Types.Held
)

// A Value is an abstract value. It is comparable: equal values have the same future. What Base, N and Path mean is
// said of each Kind.
type Value struct {
	Kind Kind
	Base ssa.Value
	N    int64
	Path string
}

// Values without further parts.
var (
	Unknown  = Value{}
	Nil      = Value{Kind: KindNil}
	FirstNil = Value{Kind: KindNil, N: 1} // the nil error that came with the resource
	NonNil   = Value{Kind: KindNonNil}
	True     = Value{Kind: KindBool, N: 1}
	False    = Value{Kind: KindBool}
	Object   = Value{Kind: KindObject}
	Resource = Value{Kind: KindResource}
	Inert    = Value{Kind: KindInert}
	Holder   = Value{Kind: KindHolder}
)

// BoolOf is the bool b.
func BoolOf(b bool) Value {
	if b {
		return True
	}
	return False
}

// IntOf is the integer n.
func IntOf(n int64) Value { return Value{Kind: KindInt, N: n} }

// IsNonNil reports whether a certainly is not nil.
func (a Value) IsNonNil() bool {
	switch a.Kind {
	case KindNonNil, KindObject, KindResource, KindAddress, KindAggregate, KindFunc, KindInert, KindHolder:
		return true
	}
	return false
}

// IsConst reports whether a is a single known value.
func (a Value) IsConst() bool {
	switch a.Kind {
	case KindNil, KindInt, KindBool, KindString:
		return true
	}
	return false
}

// ConstOf returns the abstract value of a constant.
func ConstOf(c *ssa.Const) Value {
	if c.Value == nil {
		return ZeroOf(c.Type())
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return BoolOf(constant.BoolVal(c.Value))
	case constant.Int:
		if n, ok := constant.Int64Val(c.Value); ok {
			return Value{Kind: KindInt, N: n}
		}
	case constant.String:
		return Value{Kind: KindString, Path: constant.StringVal(c.Value)}
	}
	return Unknown
}

// ZeroOf returns the abstract zero value of t.
func ZeroOf(t types.Type) Value {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case t.Info()&types.IsBoolean != 0:
			return False
		case t.Info()&types.IsInteger != 0:
			return Value{Kind: KindInt}
		case t.Info()&types.IsString != 0:
			return Value{Kind: KindString}
		case t.Kind() == types.UntypedNil, t.Kind() == types.UnsafePointer:
			return Nil
		}
	case *types.Interface:
		if _, ok := t.Underlying().(*types.TypeParam); !ok && t.IsMethodSet() {
			return Nil
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return Nil
	}
	return Unknown
}

// A Place is a variable, or a part of one, that a pointer can lead to: Base is
// what the pointer came from (an Alloc, a FreeVar, a Global, a call that made an
// object), Path the fields and indices below it, such as ".6" or "[0]", and Old tells a variable of an
// earlier loop iteration from the present one.
type Place struct {
	Base ssa.Value
	Old  bool
	Path string
}

// Addr returns the pointer to p.
func (p Place) Addr() Value {
	a := Value{Kind: KindAddress, Base: p.Base, Path: p.Path}
	if p.Old {
		a.N = 1
	}
	return a
}

// PlaceOf returns the place that the address or aggregate a denotes.
func PlaceOf(a Value) Place { return Place{a.Base, a.N != 0, a.Path} }

// Below returns the place of a part of p.
func (p Place) Below(part string) Place {
	p.Path += part
	return p
}

// Signs are what the parts of a Path begin with, each with one: a field, an index, what a function value has captured, and a
// key of a map.
const Signs = ".[#{"

// Within reports whether p is q or a part of it.
func (p Place) Within(q Place) bool {
	rest, ok := strings.CutPrefix(p.Path, q.Path)
	// Each part begins with a sign of its own: field 10 is no part of field 1.
	return ok && p.Base == q.Base && p.Old == q.Old && (rest == "" || strings.IndexByte(Signs, rest[0]) >= 0)
}

// Negate returns the comparison that holds if op does not, or ILLEGAL if op is none.
func Negate(op token.Token) token.Token {
	switch op {
	case token.EQL:
		return token.NEQ
	case token.NEQ:
		return token.EQL
	case token.LSS:
		return token.GEQ
	case token.LEQ:
		return token.GTR
	case token.GTR:
		return token.LEQ
	case token.GEQ:
		return token.LSS
	}
	return token.ILLEGAL
}

// Mirror returns op with its operands exchanged.
func Mirror(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return op
}
