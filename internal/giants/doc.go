// Package giants makes up Go code that is larger, or more tangled, than what people write, and runs the suite over it:
// its work has to be bounded on anybody's code. A [Shape] grows with a number; what the suite does may not grow
// much faster. The tests count states and steps and no time, so that they do not depend on the machine;
// the benchmark measures time.
package giants
