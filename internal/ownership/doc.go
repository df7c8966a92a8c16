// Package ownership says who owes the release of an open response body, or of the idle connections of a transport, and
// on which path nobody releases it. It is the face of the engine: analyzers import it and nothing below it.
//
// # The rooms
//
// Below are the rooms of the engine, one package each. Imports run one way, from the top of this list to its end;
// rooms_test.go holds that.
//
//   - body follows open response bodies: what acquires one, what closes it, and the leaks;
//   - pool follows the idle connections of transports;
//   - summary has the procedure summaries of a package: what each function does with a resource that it is given, and how
//     it returns one;
//   - search answers one question: it follows one acquisition along all paths of a function. It knows nothing of HTTP, and
//     follows whatever resource it is given;
//   - path is the state at one point of one path;
//   - flow is what is known of a function before any path: liveness, postdominators, loops;
//   - directive reads what comments and flags say of functions;
//   - sym has the abstract values and the path condition;
//   - effect has the words for what functions do, and the facts that carry them between packages;
//   - fixpoint remembers answers that rest on each other.
//
// internal/ssaquery, internal/httpvalue and internal/typewalk ask SSA values and types what stands in them.
//
// # Terms
//
// A resource is something that somebody has to release. An acquisition is where it comes into being. A carrier is a
// value by way of which it can be released. The obligation is the duty of a path to release it: it ends when the resource
// is released, or handed over to somebody else, or turns out never to have been there. A leak is a path that returns with
// an obligation.
//
// # Two rules
//
// Unknown means silence: what might release the resource, or keep it, ends the obligation. May and must are not mixed: a
// leak is reported only on a path of which every step is certain, while a possibility is enough to end an obligation.
//
// The engine knows no text of findings. What it says by itself is of directives that it cannot obey, and in traces.
package ownership
