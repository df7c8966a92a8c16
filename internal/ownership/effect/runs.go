package effect

// Runs says how a function runs those that it is given: for each of the first eight parameters, the receiver first.
type Runs uint16

// How a function runs another.
const (
	Repeats Runs = 1 << iota // it may run it again after it has failed
	Reports                  // it never returns without an error when the last run failed
)

const runsBits = 2

// Param returns what is known of parameter i.
func (r Runs) Param(i int) Runs {
	if i < 0 || i >= MaxParams {
		return 0
	}
	return r >> (runsBits * i) & (1<<runsBits - 1)
}

// Set returns r with what is known of parameter i, if there is room for that.
func (r Runs) Set(i int, how Runs) Runs {
	if i < 0 || i >= MaxParams {
		return r
	}
	// The bits that were there are cleared first, since Set replaces and does not add.
	return r&^((1<<runsBits-1)<<(runsBits*i)) | how<<(runsBits*i)
}
