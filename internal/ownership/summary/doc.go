// Package summary has procedure summaries: what is known of each function of one package, without a look at the path that
// calls it. A [Package] implements search.Knowledge, so a search in one function asks it about the others; it answers by
// further searches, each made once.
//
// The summary of a function has these parts, each found out when somebody first asks for it:
//
//   - outcomes: in which ways it returns the resource, open (outcomes.go);
//   - params: what becomes of a resource that a parameter leads to (param.go);
//   - answer: what it returns for a nil error, and for another one (answer.go);
//   - whether it ever returns, and whether it fails the running test (noreturn.go).
//
// Functions call each other, so answers can rest on themselves. All tables are of one fixpoint.Solver, so
// that what is found does not depend on which function is asked for first (assume and verify over the cycles of the
// call graph).
//
// What is stated of a function (stated.go) counts before what its source says: a directive, what the user says by flags, or
// the fact of a function of another package.
//
// A package and each of its functions have a budget (budget.go), and functions that are too large are left out from the
// start (giant.go). What was given up is told (gaveup.go).
package summary
