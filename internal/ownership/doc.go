// Package ownership is the model behind the analyzers: who owes the release of an
// open response body, or of the idle connections of a transport, on which path.
//
// What is followed is a resource (resource.go): the open response body (bodies.go), or the pool of idle connections
// of a transport (pools.go). The description says what makes it, which types can lead to it (pooltypes.go), and what
// calls (poolcalls.go, pooluse.go) and settings (poolsettings.go) do with it. One engine (engine.go) answers every question. A question is a function and an acquisition
// (acquire.go): a call that returns an open body, or a parameter that carries one. A search
// (search.go) follows the acquisition from the entry of the function along every feasible path.
//
// Its state (state.go) says what values (value.go) and variables (places.go, memory.go) hold, what
// is known of others (constraint.go), which calls are deferred, and whether the obligation is
// pending, open, released or kept by somebody else. An instruction changes the state (step.go), a
// branch is followed where it is feasible (branch.go). A call (call.go) acquires, is followed into
// its callee (inline.go), or has an effect that is known from a directive (directive.go), a fact
// (effects.go) or a contract of the standard library (external.go, drain.go); deferred calls run
// when the function returns (defer.go), and a goroutine runs where it is started (mailbox.go). What
// cannot matter any more is forgotten (prune.go, live.go, relevance.go, tested.go), so that
// states meet (key.go) and the search ends; if it does not end soon, nothing is said.
//
// A path that ends with the body open is a leak (leak.go). What a function's callers want to know
// are the ends of the same search: how it returns open bodies (outcome.go), what becomes
// of its parameters (fate.go, apply.go), and what it makes of errors (answer.go). Together they are its effects, which travel as facts
// (analyzer.go); those on pools (poolfacts.go) are exported by who asks for pools (poolresult.go).
//
// What a search does can be written down (trace.go), with the reason (reason.go) for each end of an obligation; flags of
// [Analyzer] say of which functions (debug.go).
//
// Two rules keep the answers trustworthy. Unknown means silence: what might close
// the body or keep it ends the obligation. May and must are not mixed: a leak is
// reported only on a path of which every step is certain, while a
// possibility is enough to end an obligation.
//
// The package knows no message text and no net/http beyond internal/nethttp.
package ownership
