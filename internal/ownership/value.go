package ownership

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A kind tells what the search knows of a value on the path it follows.
type kind uint8

const (
	unknown   kind = iota // anything
	symbol                // whatever the SSA value base was, plus n if it is an integer
	null                  // nil
	nonNil                // not nil, else anything
	constInt              // the integer n
	constBool             // n is 1 or 0
	constStr              // the string path
	response              // the *http.Response that was acquired
	body                  // the body that came with it, as any interface
	address               // a pointer to the place base+path, or a slice of the array there
	aggregate             // a struct or array by value; its parts are the places below base
	closure               // a function value; base is a MakeClosure or a Function
	memory                // a closer of something in memory: closing it does nothing, and never fails
	holder                // something that may close the body when it is closed, called or handed on; see resource.held for n
)

// An abs is an abstract value. It is comparable, and small enough to be copied.
type abs struct {
	kind kind
	base ssa.Value
	n    int64
	path string
}

var (
	absUnknown  = abs{}
	absNil      = abs{kind: null}
	absFirstNil = abs{kind: null, n: 1} // the nil error that came with the body
	absNonNil   = abs{kind: nonNil}
	absTrue     = abs{kind: constBool, n: 1}
	absFalse    = abs{kind: constBool}
	absResponse = abs{kind: response}
	absBody     = abs{kind: body}
	absMemory   = abs{kind: memory}
	absHolder   = abs{kind: holder}
)

func absOfBool(b bool) abs {
	if b {
		return absTrue
	}
	return absFalse
}

func absOfInt(n int64) abs { return abs{kind: constInt, n: n} }

// isNonNil reports whether a certainly is not nil.
func (a abs) isNonNil() bool {
	switch a.kind {
	case nonNil, response, body, address, aggregate, closure, memory, holder:
		return true
	}
	return false
}

// isConst reports whether a is a single known value.
func (a abs) isConst() bool {
	switch a.kind {
	case null, constInt, constBool, constStr:
		return true
	}
	return false
}

// absOfConst returns the abstract value of a constant.
func absOfConst(c *ssa.Const) abs {
	if c.Value == nil {
		return zeroOf(c.Type())
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return absOfBool(constant.BoolVal(c.Value))
	case constant.Int:
		if n, ok := constant.Int64Val(c.Value); ok {
			return abs{kind: constInt, n: n}
		}
	case constant.String:
		return abs{kind: constStr, path: constant.StringVal(c.Value)}
	}
	return absUnknown
}

// zeroOf returns the abstract zero value of t.
func zeroOf(t types.Type) abs {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case t.Info()&types.IsBoolean != 0:
			return absFalse
		case t.Info()&types.IsInteger != 0:
			return abs{kind: constInt}
		case t.Info()&types.IsString != 0:
			return abs{kind: constStr}
		case t.Kind() == types.UntypedNil, t.Kind() == types.UnsafePointer:
			return absNil
		}
	case *types.Interface:
		if _, ok := t.Underlying().(*types.TypeParam); !ok && t.IsMethodSet() {
			return absNil
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return absNil
	}
	return absUnknown
}

// A place is a variable, or a part of one, that a pointer can lead to: base is
// what the pointer came from (an Alloc, a FreeVar, a Global, a call that made an
// object), path the fields and indices below it, and old tells a variable of an
// earlier loop iteration from the present one.
type place struct {
	base ssa.Value
	old  bool
	path string
}

func (p place) addr() abs {
	a := abs{kind: address, base: p.base, path: p.path}
	if p.old {
		a.n = 1
	}
	return a
}

// placeOf returns the place that the address or aggregate a denotes.
func placeOf(a abs) place { return place{a.base, a.n != 0, a.path} }

// below returns the place of a part of p.
func (p place) below(part string) place {
	p.path += part
	return p
}

// within reports whether p is q or a part of it.
func (p place) within(q place) bool {
	return p.base == q.base && p.old == q.old && len(p.path) >= len(q.path) && p.path[:len(q.path)] == q.path
}

// negate returns the comparison that holds if op does not, or ILLEGAL if op is none.
func negate(op token.Token) token.Token {
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

// mirror returns op with its operands exchanged.
func mirror(op token.Token) token.Token {
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

// isInteger reports whether v is of an integer type.
func isInteger(v ssa.Value) bool {
	t, ok := v.Type().Underlying().(*types.Basic)
	return ok && t.Info()&types.IsInteger != 0
}
