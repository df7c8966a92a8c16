// Package mutants breaks the fixtures of the analyzers in many small ways, and wants what holds for any program: that
// the analyzers end, say the same twice, and suggest fixes that can be applied to the last one.
//
// A mutant is a function of a fixture in which statements were deleted, swapped, repeated or put into a loop, and
// that still compiles. Most are programs that nobody would write, which is what they are for. What is wanted of
// a package, changed or not:
//
//   - no analyzer fails, and two runs find the same;
//   - applied together, the fixes leave Go that compiles and is formatted;
//   - what was fixed is not found again, and nothing else is found that has a fix.
//
// Which mutants there are is decided by a seed. `make mutants` makes 1,000 and more; a few run with the other tests.
package mutants
