// Package flow knows of a function what can be known before any path is followed. It serves one end: that states of
// different paths meet. Two paths that differ in what has no bearing on the rest of the function are one, and what has a
// bearing is found out here, once for a [Function].
//
// A value is live at a point if some path from there uses it; the search projects its states to the live values. The
// equations are the usual ones, solved backward over the blocks.
//
// A block repeats if it lies on a cycle of the control flow graph (in a strongly connected component with an edge in
// it): its instructions make a value anew.
//
// The join of a branch is its immediate postdominator: the first block that all ways from the branch to an end of the
// function lead through. A branch is relevant if its ways differ before they join: something of interest stands on one of
// them, or a value of interest depends on which was taken (control dependence). What path was taken at any other branch
// is forgotten at once; without that, n independent options would make 2^n states.
//
// A value decides if a relevant branch can depend on it (a backward slice over the arithmetic). Of the numbers, strings and
// flags that do not decide, the search keeps nothing.
//
// What is of interest only the caller knows: it gives an [Interest]. Work is charged to an [Account].
package flow
