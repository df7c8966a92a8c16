// Package ownership is the model behind the analyzers: who owes the release of an
// open response body, on which path.
//
// One engine answers every question. A question is a function and an acquisition:
// a call that returns an open body, or a parameter that carries one. A search
// (search.go) follows the acquisition from the entry of the function along every
// feasible path. Its state (state.go) says which values and variables lead to the
// body, what is known of others (constraint.go), which calls are deferred, and whether the
// obligation is pending, open, released or kept by somebody else. An instruction
// changes the state (step.go), a branch is followed where it is feasible
// (branch.go), a call applies a contract, an effect or the body of the callee (call.go).
// What can be told about a function to its callers are its outcomes and fates
// (effect.go), the results of the same search.
//
// Two rules keep the answers trustworthy. Unknown means silence: what might close
// the body or keep it ends the obligation. May and must are not mixed: a leak is
// reported only on a path of which every step is certain, while a
// possibility is enough to end an obligation.
//
// The package knows no message text and no net/http beyond internal/nethttp.
package ownership
