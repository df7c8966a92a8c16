package ownership

// cheapSteps looks at an entry are one step if each does next to nothing.
const cheapSteps = 8

// An account is what is left of the steps of a function or a package. A nil account has no end.
type account struct {
	left   int
	within *account // of the package
}

// charge takes steps. It reports whether there are any left.
func (a *account) charge(steps int) bool {
	ok := true
	for ; a != nil; a = a.within {
		a.left -= steps
		ok = ok && a.left >= 0
	}
	return ok
}
