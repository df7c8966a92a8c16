// Package stress makes up functions that send requests, runs them, and compares
// what their bodies did with what the analyzer bodyclose says.
//
// A generated function takes every decision from a [prelude.D]: whether a request
// fails, which status comes back, which way a condition goes. So a function can be
// run through all strings of decisions (or, if these are too many, through random
// ones), and its leaks are known and not guessed: a request leaks if some run
// returns with the body open and nobody there to close it. A run that panics does
// not count.
//
// A finding on a request that leaks in no run is a false alarm: a failure, which
// the package cuts down to few lines. A request that leaks without a finding is a miss;
// misses are counted.
//
// # How functions are made
//
// Functions are written to be right, by strategies such as "check the error, defer
// the close", "close before every exit" or "hand the body to a slice that is
// closed at the end", nested in each other and in branches, loops and closures.
// Then some are broken: a statement is dropped, a condition negated, an exit added.
// Right functions show false alarms, broken ones show misses, and both
// are judged by their runs only.
//
// # Families
//
// TestFamilies makes functions around one shape of real code each: options that say
// whether a response is open, responses that a literal captures, containers, sum types,
// and so on, named as in package fresh. It prints what is found of each in a table.
// testdata/families.txt has the misses and false alarms of each that are known, for the
// functions made without flags; more than these are a failure.
package stress
