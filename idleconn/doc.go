// Package idleconn defines an analyzer that finds HTTP transports which never
// close their idle connections.
//
// # Analyzer idleconn
//
// idleconn: find transports that keep idle connections without a time limit
//
// An http.Transport keeps the connection of a finished request for the next one.
// IdleConnTimeout says for how long, and zero means without limit: the connection,
// with its two goroutines, stays until the server closes it.
//
//	var client = &http.Client{
//		Transport: &http.Transport{MaxIdleConnsPerHost: 100}, // WRONG: no IdleConnTimeout
//	}
//
//	var client = &http.Client{
//		Transport: &http.Transport{
//			MaxIdleConnsPerHost: 100,
//			IdleConnTimeout:     90 * time.Second, // RIGHT: what http.DefaultTransport has
//		},
//	}
//
// A transport literal starts from zero values; those of http.DefaultTransport come
// only with http.DefaultTransport.(*http.Transport).Clone(). A transport that lives
// as long as the process and talks to few hosts does not lose much: without further
// settings it keeps two connections for each host. With many hosts they add
// up, for MaxIdleConns is zero as well, which is no limit either.
//
// The same holds for the Transport of golang.org/x/net/http2.
//
// The findings are advice. Their categories are described below.
//
// The suggested fix sets 90 seconds, as http.DefaultTransport has them, and imports
// package time if need be.
//
// The analyzer is silent if
//
//   - IdleConnTimeout is set later: through the variable, a pointer to it, a copy, a
//     clone, a closure, a field that holds the transport or its client, or a function
//     that gets it or returns it. A single such assignment is enough, on whatever path,
//     unless all are in the function that makes the transport.
//   - the value is not a constant: it is trusted. So is a condition that names what
//     the value is made of, or the transport: if d > 0 { t.IdleConnTimeout = d }.
//   - keep-alives are off: DisableKeepAlives is true or MaxIdleConnsPerHost negative, or
//     either of them is no constant.
//   - CloseIdleConnections is called on the variable of the function that makes it.
//   - the whole transport is overwritten (*t = *other.Clone()).
//   - a *http.Transport is passed to a function that is not known, such as one of the
//     standard library or a function value, which may set what it likes. One that
//     takes an http.RoundTripper or an *http.Client is not expected to. Functions of
//     other packages are known by what an analysis of them found.
//   - it becomes the transport of a client that a test server returned (Client of
//     httptest.Server), which closes its idle connections when it is closed.
//   - the transport is assigned to the blank identifier.
//
// A type of its own that is made from http.Transport (type T http.Transport) is no
// transport, for it cannot send. Structs with a field of type http.Transport that no
// literal mentions are not looked for. The analyzer looks neither at generated
// files nor, unless the flag -tests is given, at _test.go files.
//
// # Category unset
//
// A transport has no IdleConnTimeout.
//
// What leaks: idle connections: they stay until the server closes them. The transport is
// a literal, new(http.Transport) or a variable of type http.Transport, and nothing sets
// its IdleConnTimeout.
//
// Why: a literal starts from zero values, and a zero IdleConnTimeout is no limit. The 90
// seconds of http.DefaultTransport come only with its Clone.
//
// Cost: each idle connection holds a file descriptor and two goroutines. A transport
// that lives as long as the process keeps two for each host, so with few hosts it does
// not lose much; with many hosts they add up, for MaxIdleConns is zero as well, which is
// no limit either.
//
// Mend: set IdleConnTimeout, or start from
// http.DefaultTransport.(*http.Transport).Clone().
//
// # Category branch
//
// A transport has an IdleConnTimeout on some paths only.
//
// What leaks: idle connections, if the other path is taken: a condition that has nothing
// to do with the value decides whether IdleConnTimeout of a local variable is set.
//
// Why: where it is not set it is zero, which is no limit.
//
// Cost: each idle connection holds a file descriptor and two goroutines. A transport
// that lives as long as the process keeps two for each host, so with few hosts it does
// not lose much; with many hosts they add up, for MaxIdleConns is zero as well, which is
// no limit either.
//
// Mend: set it in the literal, and change it under the condition if need be.
//
// # Category zero
//
// IdleConnTimeout is set to zero.
//
// What leaks: idle connections: they stay until the server closes them. IdleConnTimeout
// is the constant 0, in a literal or by an assignment.
//
// Why: zero is no limit. It switches off what a clone of http.DefaultTransport has.
//
// Cost: each idle connection holds a file descriptor and two goroutines. A transport
// that lives as long as the process keeps two for each host, so with few hosts it does
// not lose much; with many hosts they add up, for MaxIdleConns is zero as well, which is
// no limit either.
//
// Mend: set a limit that is longer than the pauses between requests, and shorter than
// the server's own limit if that is known. To keep no idle connections, set
// DisableKeepAlives.
//
// # Category unused-ignore
//
// A comment names idleconn, but silences nothing.
//
// What leaks: nothing. With -unused-ignores, a comment //httpleak:ignore idleconn or
// //nolint:idleconn is reported if there is no finding on what it speaks of.
//
// Why: the code has changed since: the transport has got its limit, or is gone.
//
// Cost: nothing today. But a comment that stays behind hides the next finding in its
// place, which nobody has looked at.
//
// Mend: delete it, as the suggested fix does.
//
// # Silencing findings
//
// A comment //httpleak:ignore idleconn reason keeps back the findings on its line or, if it stands
// alone, on the statement or declaration below it; so does //nolint:idleconn, as
// golangci-lint has it. The rules are in
// https://github.com/httpleak/httpleak/blob/main/docs/suppress.md.
package idleconn
