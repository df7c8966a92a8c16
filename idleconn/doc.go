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
// The findings are advice. Their categories are:
//
//   - unset: a literal, new(http.Transport) or a variable of type http.Transport, for
//     which nothing sets IdleConnTimeout.
//   - branch: a local variable whose IdleConnTimeout is set on some paths of the function
//     only, by a condition that has nothing to do with the value.
//   - zero: IdleConnTimeout is set to the constant 0, in a literal or by an assignment.
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
package idleconn
