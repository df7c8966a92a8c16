// Package search answers one question: on which paths through a function is a resource released, handed over or
// forgotten, that comes into being at one acquisition? It is a bounded, path-sensitive symbolic execution.
//
// [Env.Run] begins with one state at the entry of the function (so that it knows the conditions and deferred calls
// that stand before the acquisition), and keeps a work list. It takes a state off the list, executes instructions up to the
// end of the block (step.go), and puts the successors aside: one for each way out that the path condition does not
// exclude (branch.go), one for each way in which the acquisition can end (acquire.go), one for each end of a callee with
// several (apply.go). A state with the key of one that was there before is dropped. When a function returns with
// an obligation, that is a [Leak].
//
// # Calls
//
// A call of a function whose source is at hand, and that has to do with the resource or with the error that came with it, is followed
// in place (inline.go): its activation is pushed on the stack of the state. Any other is external (external.go): what it makes
// of the resource is an effect, which a rule, a contract, a fact or a procedure summary states. Deferred calls run when
// their function returns (defer.go) or something panics (panic.go), and a goroutine runs where it is started (mailbox.go).
// Slices, maps and channels that nobody else can get at are objects with one element of note (container.go, pipe.go).
//
// # What is followed
//
// A search does not know. A [Resource] says which types can lead to it ([Types]), what instructions make of it ([Rules]) and which states
// it goes through ([Life]); [Knowledge] says what is known of other functions. The rules see a call or an
// assignment as a value ([Callee], [Stored]) of which they can ask, and return what becomes of the resource; they cannot change the state.
//
// # Bounds
//
// A search has so many states, and its function so many steps; when they are used up the search is given up, and
// nothing is said but of paths that were walked to their end. Stacks of activations are bounded as well. No bound depends
// on time.
package search
