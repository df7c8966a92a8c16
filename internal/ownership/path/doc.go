// Package path has the state of a search at one point of one path, and what changes it. It does not know what instructions
// mean; that is for the search.
//
// A [State] is a conjunction: what SSA values are (Values), what variables hold (Places), which conditions hold that the
// path has gone through (Known, the path condition), and which variables others may change at any time (Shared). What is not
// mentioned can be anything. Beside that stands what became of the obligation ([Status]), the stack of activations with
// their deferred calls ([Frame]), and the trail of what a reader has to be told.
//
// When an SSA value is computed once more, in a loop, the symbol that stood for it means something else: [State.Redefine]
// renames what still speaks of the old one to another name of the same value, if there is one, and else forgets it.
// When a variable is made once more, [State.Age] lets the last one become the old one (recency abstraction), of
// which there is one at most.
//
// A search ends because states meet: [State.Prune] forgets what has no bearing on the rest of the path (projection to live
// variables, and to the places that they lead to), and [State.Key] is equal for states with the same future.
//
// States are copied often and changed seldom: slices of Known, Shared and Guesses, frames and trails are shared between
// copies, and replaced rather than changed; Values and Places belong to one state alone.
package path
