package ownership

import "math"

// A recursion is an answer that is asked for again while it is being found out: how a function that
// calls itself, directly or not, returns open bodies. It returns no other bodies than those that
// it gets elsewhere, so within the recursion the answer is that it returns none. What was
// found by that assumption is forgotten as soon as the answer is known.
type recursion struct {
	depth int // how many others were being found out when it, or what it rests on, began
	final bool
}

// assumptions are what is being found out, and what rests on it.
type assumptions struct {
	depth   int
	rests   int      // the least depth of what was asked for before it was known
	forgets []func() // forget what was found since
}

// ask notes that something rests on r.
func (as *assumptions) ask(r *recursion) {
	if !r.final {
		as.rests = min(as.rests, r.depth)
	}
}

// note notes how to forget something that may rest on an assumption.
func (as *assumptions) note(forget func()) {
	if as.depth > 0 {
		as.forgets = append(as.forgets, forget)
	}
}

// settle has find find out what r stands for: it is in a table already, from which forget takes
// it and into which keep puts it back.
func (as *assumptions) settle(r *recursion, find, forget, keep func()) {
	r.depth = as.depth
	around, since := as.rests, len(as.forgets)
	as.note(forget)
	as.rests = math.MaxInt
	as.depth++
	find()
	as.depth--
	switch {
	case as.rests < r.depth:
		r.depth = as.rests
		as.rests = min(as.rests, around)
		return
	case as.rests == r.depth:
		for _, forget := range as.forgets[since:] {
			forget()
		}
		as.forgets = as.forgets[:since]
		keep()
	}
	r.final = true
	as.rests = around
	if as.depth == 0 {
		as.forgets = nil
	}
}
