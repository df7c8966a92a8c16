package effect

// Given says of a function among the parameters of another that it is given something open, and that the resource stays
// open unless it is released there. 0 is none of that.
type Given uint8

const (
	OpenAfterNil   Given = 1 << iota // if the function that is given it returns no error, or cannot
	OpenAfterError                   // if it returns one
	Selected                         // it is not given whatever comes: what is given was looked at before
)

// givenBits are the bits of a Given in a fact.
const givenBits = 4

// Open reports whether anything is left open.
func (g Given) Open() bool { return g&(OpenAfterNil|OpenAfterError) != 0 }

// Join returns what is known of a function that is given something in two ways.
func (g Given) Join(h Given) Given {
	switch {
	case !g.Open():
		return h
	case !h.Open():
		return g
	}
	// Left open in one way is left open; but it is looked at before only if it is in both ways.
	return (g|h)&^Selected | g&h&Selected
}

// Gives says to what of the first eight parameters, functions, something is given that they have to release, the receiver first.
type Gives uint32

// Param returns what parameter i is given.
func (g Gives) Param(i int) Given {
	if i < 0 || i >= MaxParams {
		return 0
	}
	return Given(g >> (givenBits * i) & (1<<givenBits - 1))
}

// Add adds to what parameter i is given, if there is room for that.
func (g Gives) Add(i int, what Given) Gives {
	if i < 0 || i >= MaxParams || !what.Open() {
		return g
	}
	// A union over calls: a parameter may be given something in several places.
	joined := g.Param(i).Join(what)
	return g&^((1<<givenBits-1)<<(givenBits*i)) | Gives(joined)<<(givenBits*i)
}
