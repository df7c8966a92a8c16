package effect

// A Set is a set of parameters, the receiver being number 0 of a method.
type Set uint16

// Has reports whether parameter i is in the set.
func (s Set) Has(i int) bool { return i >= 0 && i < 16 && s&(1<<i) != 0 }

// A Callee is what is known of a function that is not followed, apart from what it makes of the resource.
type Callee struct {
	NoReturn    bool   // it never returns
	Contracted  bool   // what is not known to run its functions before it returns may do so at any time
	FailsTest   bool   // it marks the running test as failed
	NeverNil    bool   // its results are never nil
	ErrNeverNil bool   // its last result, an error, is never nil
	InMemory    bool   // its result is a closer whose Close does nothing
	NilForNil   bool   // its error or bool result is nil or false if all errors given are nil
	Repeats     Runs   // functions that it may run again, and those whose failure it reports
	Runs        Set    // functions that it calls before it returns, perhaps not at all
	OnNil       Answer // to a nil error
	OnErr       Answer // to another error
}
