// Package effect says what functions do with a resource that somebody has to release: in the search for one, and,
// packed into a few numbers, in the facts that packages hand to their importers.
//
// An [Effect] is what becomes of the resource that one parameter leads to. A procedure summary has one for each
// parameter, what the results lead to, and what the function makes of errors.
package effect

// Ends is a set of what can have become of a resource when a call is over.
type Ends uint8

const (
	Left     Ends = 1 << iota // it is as it was, and the callee keeps no hold of it
	Released                  // it was released
	Kept                      // the callee, or somebody else, keeps hold of it
	Used                      // it is as it was, but used, so that it has to be released from now on
)

// An Effect is what a call makes of a resource that it is given: if it returns no error, and if it returns one. A
// function without an error among its results may have ended in all of both. The zero Effect says that nothing is known.
type Effect struct {
	OnSuccess, OnError Ends

	// Perhaps: which of the ends it is, is decided by something else that the caller controls.
	Perhaps bool

	Result Result
}

// Always is the effect of a call that makes the same of a resource whatever it returns.
func Always(e Ends) Effect { return Effect{OnSuccess: e, OnError: e} }

// Known reports whether anything is known.
func (e Effect) Known() bool { return e.OnSuccess|e.OnError != 0 }

// Any returns the ends with an error and without.
func (e Effect) Any() Ends { return e.OnSuccess | e.OnError }

// Only reports whether each end is one of those of x.
func (e Effect) Only(x Ends) bool { return e.Any()&^x == 0 }

// On returns the ends of a call that succeeded, or did not.
func (e Effect) On(success bool) Ends {
	if success {
		return e.OnSuccess
	}
	return e.OnError
}

// Add adds an end of a call that succeeded, or did not, or of which that is not known.
func (e *Effect) Add(x Ends, success, failed bool) {
	if success {
		e.OnSuccess |= x
	}
	if failed {
		e.OnError |= x
	}
}

// Join returns what is known of a call that makes both e and f of the same resource, by way of two arguments: who
// surely ends the obligation does so, whatever the other says.
func (e Effect) Join(f Effect) Effect {
	both := Effect{
		OnSuccess: e.OnSuccess | f.OnSuccess,
		OnError:   e.OnError | f.OnError,
		Perhaps:   e.Perhaps || f.Perhaps,
	}
	// The resource is as it was only if both arguments may have left it so: a release by way of one is a release.
	if e.Any()&Left == 0 || f.Any()&Left == 0 {
		both.OnSuccess &^= Left
		both.OnError &^= Left
	}
	return both
}

// Either returns what is known of a call that makes e or f of a resource.
func (e Effect) Either(f Effect) Effect {
	return Effect{OnSuccess: e.OnSuccess | f.OnSuccess, OnError: e.OnError | f.OnError, Perhaps: e.Perhaps || f.Perhaps}
}

// A Result says which result of a call leads to what a parameter does: 1 + its number, plus Wrapped if it is not the
// same value. 0 is none.
type Result uint8

// Wrapped is added to a Result that is not the same value as the parameter.
const Wrapped Result = 8

// ResultOf returns the Result of number i.
func ResultOf(i int, wrapped bool) Result {
	r := Result(i + 1)
	if wrapped {
		r |= Wrapped
	}
	return r
}

// Index returns the number of the result.
func (r Result) Index() int { return int(r&^Wrapped) - 1 }

// Bounds of what facts can tell.
const (
	MaxParams  = 8 // parameters, the receiver first
	MaxResults = 4
	MaxAlias   = 7 // results that a [Result] can name
)

// words shows the ends of parameter i as fixtures want them, such as "closes(0) on success".
func words(e Effect, which Ends, verb string, add func(verb, when string)) {
	switch success, failed := e.OnSuccess&which != 0, e.OnError&which != 0; {
	case success && failed:
		add(verb, "")
	case success:
		add(verb, " on success")
	case failed:
		add(verb, " on error")
	}
}
