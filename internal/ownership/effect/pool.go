package effect

import (
	"fmt"
	"strings"
	"time"
)

// Pool is the fact that tells other packages what a function does with the pools of idle connections of transports.
// It has a fixed size, no positions and no pointers.
type Pool struct {
	// Makes is 1 + the number of the result that leads to a transport made by each call, or 0.
	Makes uint8
	Clone bool  // it is a clone of another one
	Limit int64 // its IdleConnTimeout in nanoseconds, 0 for none, -1 if not known

	Params uint64 // for each of the first eight parameters, the receiver first: see packPool
}

// AFact makes it a fact of go/analysis.
func (*Pool) AFact() {}

// poolBits are the bits of a byte of Params, like bodyBits. A pool that somebody keeps hold of is none that a fact
// tells of.
var poolBits = []struct {
	end  Ends
	bits uint8
}{{Used, 1}, {Released, 4}, {Left, 16}}

const poolReturned = 64 // the first result leads to it

func packPool(e Effect) (packed uint8) {
	// To say nothing is always right, so what there are no bits for is left out as a whole.
	if !e.Known() || e.Any()&Kept != 0 || e.Result != 0 && e.Result.Index() != 0 {
		return 0
	}
	for _, b := range poolBits {
		if e.OnSuccess&b.end != 0 {
			packed |= b.bits
		}
		if e.OnError&b.end != 0 {
			packed |= b.bits << 1
		}
	}
	if e.Result != 0 {
		packed |= poolReturned
	}
	return packed
}

func unpackPool(packed uint8) (e Effect) {
	for _, b := range poolBits {
		e.Add(b.end, packed&b.bits != 0, packed&(b.bits<<1) != 0)
	}
	// Whether it is wrapped has no bit, and wrapped is the weaker claim.
	if packed&poolReturned != 0 {
		e.Result = ResultOf(0, true)
	}
	return e
}

// Param returns what becomes of a pool that parameter i leads to.
func (f *Pool) Param(i int) Effect {
	if f == nil || i < 0 || i >= MaxParams {
		return Effect{}
	}
	return unpackPool(uint8(f.Params >> (8 * i)))
}

// SetParam says what becomes of a pool that parameter i leads to, if the fact has room for that and words.
func (f *Pool) SetParam(i int, e Effect) {
	if i >= 0 && i < MaxParams {
		f.Params = f.Params&^(0xff<<(8*i)) | uint64(packPool(e))<<(8*i)
	}
}

// String shows the effects as fixtures want them.
func (f *Pool) String() string {
	var parts []string
	if f.Makes > 0 {
		limit := "until unknown"
		switch {
		case f.Limit == 0:
			limit = "for ever"
		case f.Limit > 0:
			limit = "for " + time.Duration(f.Limit).String()
		}
		parts = append(parts, fmt.Sprintf("makes(%d) %s", f.Makes-1, limit))
	}
	for i := range MaxParams {
		e := f.Param(i)
		word := func(verb, when string) { parts = append(parts, fmt.Sprintf("%s(%d)%s", verb, i, when)) }
		words(e, Used, "uses", word)
		words(e, Released, "reaps", word)
		words(e, Left, "leaves", word)
		if e.Result != 0 {
			parts = append(parts, fmt.Sprintf("returns(%d)", i))
		}
	}
	return strings.Join(parts, ", ")
}
