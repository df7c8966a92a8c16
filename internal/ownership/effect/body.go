package effect

import (
	"fmt"
	"strings"
)

// Body is the fact that tells other packages what a function does with open response bodies. It has a fixed size, no
// positions and no pointers, so that it is cheap, and the same whoever computes it.
type Body struct {
	Params  uint64 // for each of the first eight parameters, the receiver first: see packBody
	Alias   uint32 // a Result for each of them
	Results uint32 // an Opens for each of the first four results
	If, If2 Guard  // when the results are open on success: if both hold, or with Either if one does
	Gives   Gives
	Runs    Runs
	Flags   Flags
	OnNil   Answer // for the first parameter that is an error: if that is nil
	OnErr   Answer // the same if it is not nil
}

// AFact makes it a fact of go/analysis.
func (*Body) AFact() {}

// Opens says when a result is, or holds, an open body, and which.
type Opens uint8

const (
	OpenOnSuccess Opens = 1 << iota // when the function returns no error
	OpenOnError                     // when it returns one
	IsResponse                      // it is the response
	IsBody                          // it is the body; if neither, it is something else that holds one
)

// Flags say what is true of a function whatever it is given.
type Flags uint16

const (
	ResultsKnown    Flags = 1 << iota // Results says all there is to say
	NoReturn                          // the function never returns
	FailsTest                         // it marks the running test as failed
	ErrNeverNil                       // the error that it returns is never nil
	ImplementedShut                   // of an interface method: a type of its package implements it, and returns nothing open
	ImplementedOpen                   // of an interface method: one returns something open, or may
	Bare                              // a response that it returns may lack a body
	Relayed                           // what it returns comes from a function that its caller may have provided
	Either                            // see Body.If
)

// An Answer says what becomes of a call with a certain error among its arguments.
type Answer uint8

const (
	AnswerUnknown Answer = iota // it is not known, or differs
	AnswerTrue                  // the first result is true
	AnswerFalse
	AnswerNil
	AnswerNonNil
	AnswerEnds // it does not return, or fails the test
)

func (a Answer) String() string {
	names := [...]string{"unknown", "true", "false", "nil", "not nil", "ends"}
	if int(a) >= len(names) { // of a fact that somebody else wrote
		return names[AnswerUnknown]
	}
	return names[a]
}

// bodyBits are the bits of a byte of Params, by what they say: of a pair, the first is said of success, the second of
// an error.
var bodyBits = []struct {
	end  Ends
	bits uint8
}{{Left, 1}, {Released, 4}, {Kept, 16}}

const bodyPerhaps = 64

func packBody(e Effect) (packed uint8) {
	for _, b := range bodyBits {
		if e.OnSuccess&b.end != 0 {
			packed |= b.bits
		}
		if e.OnError&b.end != 0 {
			packed |= b.bits << 1
		}
	}
	if e.Perhaps {
		packed |= bodyPerhaps
	}
	return packed
}

func unpackBody(packed uint8) (e Effect) {
	for _, b := range bodyBits {
		e.Add(b.end, packed&b.bits != 0, packed&(b.bits<<1) != 0)
	}
	e.Perhaps = packed&bodyPerhaps != 0
	return e
}

// Param returns what becomes of a body that parameter i carries.
func (f *Body) Param(i int) Effect {
	if f == nil || i < 0 || i >= MaxParams {
		return Effect{}
	}
	// The result has an array of its own, as a byte has no room left for it.
	e := unpackBody(uint8(f.Params >> (8 * i)))
	e.Result = Result(f.Alias >> (4 * i) & 15)
	return e
}

// SetParam says what becomes of a body that parameter i carries, if the fact has room for that.
func (f *Body) SetParam(i int, e Effect) {
	if i < 0 || i >= MaxParams {
		return
	}
	// A byte for each parameter, and four bits for its Result: what was said before is cleared.
	f.Params = f.Params&^(0xff<<(8*i)) | uint64(packBody(e))<<(8*i)
	f.Alias = f.Alias&^(15<<(4*i)) | uint32(e.Result)<<(4*i)
}

// Result returns when result i is, or holds, an open body.
func (f *Body) Result(i int) Opens {
	if f == nil || i < 0 || i >= MaxResults {
		return 0
	}
	return Opens(f.Results >> (8 * i))
}

// AddResult adds to what is said of result i, if the fact has room for that.
func (f *Body) AddResult(i int, o Opens) {
	if i >= 0 && i < MaxResults {
		f.Results |= uint32(o) << (8 * i)
	}
}

// Has reports whether all of the flags are set; none is of an unknown function.
func (f *Body) Has(flags Flags) bool { return f != nil && f.Flags&flags == flags }

// guards shows when the results are open.
func (f *Body) guards() string {
	switch {
	case f.If == 0:
		return ""
	case f.If2 == 0:
		return " if " + f.If.String()
	case f.Has(Either):
		return " if " + f.If.String() + " or " + f.If2.String()
	}
	return " if " + f.If.String() + " and " + f.If2.String()
}

// String shows the effects as fixtures want them: closes(0), opens(0) and so on.
func (f *Body) String() string {
	var parts []string
	add := func(on bool, format string, args ...any) {
		if on {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	for i := range MaxParams {
		e := f.Param(i)
		how := ""
		if e.Perhaps {
			how = "perhaps "
		}
		word := func(verb, when string) { add(true, "%s%s(%d)%s", how, verb, i, when) }
		words(e, Released, "closes", word)
		words(e, Kept, "keeps", word)
		words(e, Left, "leaves", word)
		add(e.Known() && e.Result != 0, "returns(%d) as %d", i, e.Result.Index())
	}
	for i := range MaxResults {
		r := f.Result(i)
		add(r&OpenOnSuccess != 0, "opens(%d)%s", i, f.guards())
		add(r&OpenOnError != 0, "opens(%d) on error", i)
	}
	for i := range MaxParams {
		// Selected is no way to be left open, but a doubt about it, so it comes last.
		g := f.Gives.Param(i)
		how := ""
		switch g &^ Selected {
		case OpenAfterNil:
			how = " on success"
		case OpenAfterError:
			how = " on error"
		}
		if g&Selected != 0 {
			how += ", some"
		}
		add(g.Open(), "gives(%d)%s", i, how)
	}
	for i := range MaxParams {
		add(f.Runs.Param(i)&Repeats != 0, "repeats(%d)", i)
		add(f.Runs.Param(i)&Reports != 0, "reports(%d)", i)
	}
	add(f.Has(ResultsKnown) && f.Results == 0, "opens nothing")
	add(f.Has(NoReturn), "never returns")
	add(f.Has(FailsTest), "fails the test")
	add(f.Has(ErrNeverNil), "never a nil error")
	add(f.Has(ImplementedShut), "implemented, opens nothing")
	add(f.Has(ImplementedOpen), "implemented, may open")
	add(f.Has(Bare), "perhaps without a body")
	add(f.Has(Relayed), "relayed")
	add(f.OnNil != 0, "nil error: %s", f.OnNil)
	add(f.OnErr != 0, "error: %s", f.OnErr)
	return strings.Join(parts, ", ")
}
