package effect

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A Guard says what a caller has to pass for a function to return something open: it is packed into a number, so that
// a fact stays small. 0 is none.
type Guard uint64

// A Const is what is passed is compared with.
type Const uint8

const (
	Nil    Const = iota + 1
	True         // a bool is compared with true alone
	Number       // an integer, see Guard.Number
	Empty        // the empty string
)

// Bits of a Guard. The first eight are the number of the parameter.
const (
	guardField  = 8  // of a struct, plus one; seven bits
	guardBefore = 15 // the parameter is a pointer to the struct
	guardBehind = 16 // the field, or the parameter, is a pointer to what is compared
	guardConst  = 17 // three bits
	guardOp     = 20 // an index of guardOps, three bits
	guardNumber = 24 // 16 bits, with a sign
)

var guardOps = []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}

// GuardOf returns the guard that what path leads to from the parameter is in the relation op to a constant, which is n if
// that is a number; path is as ssaquery.ParamPath has it. It reports false if there is no room for that.
func GuardOf(param int, path string, op token.Token, c Const, n int64) (Guard, bool) {
	// What has no room in the bits must not be cut off: a guard that says less would make a leak certain that is not.
	relation := slices.Index(guardOps, op)
	if param < 0 || param >= 1<<guardField || n != int64(int16(n)) || relation < 0 {
		return 0, false
	}
	g := Guard(param) | Guard(c)<<guardConst | Guard(relation)<<guardOp | Guard(uint16(n))<<guardNumber
	whole := path
	// A pointer before the field, and one behind it, have a bit each, so that the number of the field is what remains.
	if rest, ok := strings.CutPrefix(path, "*."); ok {
		g |= 1 << guardBefore
		path = "." + rest
	}
	if rest, ok := strings.CutSuffix(path, "*"); ok {
		g |= 1 << guardBehind
		path = rest
	}
	if path == "" {
		return g, true
	}
	field, err := strconv.ParseUint(strings.TrimPrefix(path, "."), 10, 8)
	if err != nil || field >= 1<<(guardBefore-guardField)-1 {
		return 0, false
	}
	g |= Guard(field+1) << guardField
	return g, g.Path() == whole // a guard that speaks of something else would be a wrong one
}

func (g Guard) bits(from, n int) int { return int(g >> from & (1<<n - 1)) }

// Param returns the number of the parameter, the receiver being 0 of a method.
func (g Guard) Param() int { return g.bits(0, guardField) }

// Path returns what leads from the parameter to what is compared.
func (g Guard) Path() string {
	path := ""
	if g.bits(guardBefore, 1) == 1 {
		path = "*"
	}
	if field := g.bits(guardField, guardBefore-guardField); field != 0 {
		path += "." + strconv.Itoa(field-1)
	}
	if g.bits(guardBehind, 1) == 1 {
		path += "*"
	}
	return path
}

// Op returns the relation.
func (g Guard) Op() token.Token { return guardOps[min(g.bits(guardOp, 3), len(guardOps)-1)] }

// Const returns what is on the right of the relation.
func (g Guard) Const() Const { return Const(g.bits(guardConst, 3)) }

// Number returns the number that is on the right, if one is.
func (g Guard) Number() int64 { return int64(int16(g >> guardNumber)) }

func (g Guard) String() string {
	c := "?"
	switch g.Const() {
	case Nil:
		c = "nil"
	case True:
		c = "true"
	case Number:
		c = strconv.FormatInt(g.Number(), 10)
	case Empty:
		c = `""`
	}
	return fmt.Sprintf("%d%s %s %s", g.Param(), g.Path(), g.Op(), c)
}
