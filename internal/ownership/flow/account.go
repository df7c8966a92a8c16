package flow

// CheapSteps looks at an entry are one step if each does next to nothing.
const CheapSteps = 8

// An Account is what is left of the steps of a function or a package. A nil account has no end.
type Account struct {
	Left   int
	Within *Account // of the package
}

// Charge takes steps. It reports whether there are any left.
func (a *Account) Charge(steps int) bool {
	ok := true
	for ; a != nil; a = a.Within {
		a.Left -= steps
		ok = ok && a.Left >= 0
	}
	return ok
}
