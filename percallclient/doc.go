// Package percallclient defines an analyzer that finds HTTP transports and clients
// which are made for each call and then dropped.
//
// # Analyzer percallclient
//
// percallclient: find transports and clients that are made for each call
//
// An http.Transport is a pool of connections. It is meant to be made once and
// shared. One that is made in a function and forgotten when the function ends
// leaves its idle connections behind: each holds a file descriptor and two
// goroutines, nobody can use or close them any more, and the garbage collector does
// not either, for the goroutines are running.
//
//	func fetch(url string) error {
//		c := &http.Client{Transport: &http.Transport{}} // WRONG: a new pool for each call
//		resp, err := c.Get(url)
//		...
//	}
//
//	var client = &http.Client{Transport: &http.Transport{IdleConnTimeout: time.Minute}}
//
//	func fetch(url string) error {
//		resp, err := client.Get(url) // RIGHT: one pool
//		...
//	}
//
//	func fetch(url string) error {
//		tr := &http.Transport{}
//		defer tr.CloseIdleConnections() // RIGHT: the pool is emptied
//		resp, err := (&http.Client{Transport: tr}).Get(url)
//		...
//	}
//
// How long such a connection stays is said by IdleConnTimeout: zero, as in a
// literal, is until the server closes it; a clone of http.DefaultTransport has 90
// seconds, so that the number of connections grows to the rate of calls times 90 s.
// Client.Timeout does not close idle connections.
//
// The first three categories, described below, are reported where the transport is made: the
// literal, new(http.Transport), the variable, the Clone, or the call of a function that
// makes one and returns it, also inside of something else, as the NewClient of
// go-retryablehttp does. The client that holds it is not reported as well. The other two
// are advice; that about plain clients is not given in generated files.
//
// The suggested fix is a deferred CloseIdleConnections after the statement that makes the
// transport, or the client around it. There is none in a loop, where the calls would
// pile up, if a goroutine uses the transport, or if there is no variable for it.
//
// The analyzer is silent if
//
//   - the transport or client is returned, stored in a field, a global variable, a map or a
//     channel, captured by a closure that gets away, or passed to a function that
//     may keep it. Functions of the same package are looked into, and those of others
//     known by what an analysis of them found. A function that takes an
//     http.RoundTripper and returns one is taken for a wrapper, which does not keep
//     it elsewhere.
//   - CloseIdleConnections is called on it on every path on which a request was sent
//     and did not fail, or perhaps is, by a function that gets it. Paths are followed as
//     bodyclose does: through conditions, errors, deferred calls and helpers.
//   - keep-alives are off: DisableKeepAlives is true or MaxIdleConnsPerHost negative, or either
//     of them is no constant, or the Close field of a request is set.
//   - it runs a limited number of times: in init, in main outside of loops and in
//     functions that are called only from there, in the value of a package
//     variable, in a function passed to sync.Once.Do, sync.OnceFunc or sync.OnceValue,
//     and in functions that only a table in a package variable refers to, such as that of the
//     commands of a program: a process runs one of them, once.
//   - the function does not return after it, as a worker with an endless loop.
//   - a plain client is made in front of a loop and used in it.
//   - a plain client has something of this call: a cookie jar, or a Timeout or
//     CheckRedirect that is not the same for all calls.
//   - it is overwritten as a whole, so that its settings are not known.
//
// Whether a response is read to its end, without which an HTTP/1 connection does not
// become idle, is not asked, but an error of reading it means that there is no idle
// connection. A constructor whose caller decides by an option whether there is a
// transport, or whether that keeps connections alive, as that of resty v3 does, is
// not taken for one. The analyzer looks at _test.go files only if the flag -tests is given.
//
// # Category transport
//
// A transport is made for each call and dropped.
//
// What leaks: the idle connections in the pool of each transport. When a response was
// read to its end, its connection goes into the pool to wait for the next request; when
// the function returns, nobody can reach the pool any more.
//
// Why: a transport is a pool of connections, which is made once and shared. The
// goroutines of an idle connection keep it alive; neither the garbage collector nor
// Client.Timeout closes idle connections.
//
// Cost: one connection, its file descriptor and two goroutines for each call, until the
// server closes the connection, or for IdleConnTimeout if that is set. And each call
// pays for a connection of its own, with its TLS handshake.
//
// Mend: make the transport once, next to the client that uses it: in a package variable,
// or in a field of what sends the requests. Where each call needs settings of its own,
// defer CloseIdleConnections, or set DisableKeepAlives. For settings of one request use
// the request: its context, its headers.
//
// # Category limited
//
// A transport with an IdleConnTimeout is made for each call and dropped.
//
// What leaks: the idle connections in the pool of each transport, for as long as
// IdleConnTimeout says. A clone of http.DefaultTransport has 90 seconds.
//
// Why: a transport is a pool of connections, which is made once and shared. A clone has
// a pool of its own, too.
//
// Cost: as many connections, with two goroutines each, as there are calls in that time:
// at ten calls a second and 90 seconds, 900. And each call pays for a connection of its
// own, with its TLS handshake.
//
// Mend: make the transport once and share it, or defer CloseIdleConnections.
//
// # Category path
//
// The pool is emptied on some paths only.
//
// What leaks: the idle connections of the transport on the path that the finding names;
// on others CloseIdleConnections is called.
//
// Why: a call at the end of a function is not reached by the returns in front of it.
//
// Cost: for each call that takes that path, a connection, its file descriptor and two
// goroutines, until the server closes the connection, or for IdleConnTimeout if that is
// set.
//
// Mend: defer CloseIdleConnections right behind the statement that makes the transport.
// It then runs after the deferred Close of the body, which is when the connection is
// idle.
//
// # Category client
//
// A plain client is made for each call.
//
// What leaks: nothing: a client without a Transport sends through http.DefaultTransport,
// so all of them share its connections.
//
// Why: a client is safe for concurrent use and made to be kept. One that is the same for
// each call says nothing that one client, made once, would not say, and hides that from
// its reader.
//
// Cost: next to nothing. It becomes a leak when somebody adds a Transport to the
// literal.
//
// Mend: make the client once: in a package variable, or in a field of what sends the
// requests.
//
// # Category shared-pool
//
// A deferred call closes the connections of http.DefaultTransport.
//
// What leaks: nothing: a client without a Transport has no connections of its own, so
// its CloseIdleConnections closes those of http.DefaultTransport, for the whole process.
//
// Why: the call is meant to tidy up after one client, and takes from all the connections
// that wait for their next request.
//
// Cost: requests of others have to connect anew, with the TLS handshake, after each call
// of this function.
//
// Mend: leave the call out. If the client is to have connections of its own, give it a
// Transport and keep both.
//
// # Category unused-ignore
//
// A comment names percallclient, but silences nothing.
//
// What leaks: nothing. With -unused-ignores, a comment //httpleak:ignore percallclient or
// //nolint:percallclient is reported if there is no finding on what it speaks of.
//
// Why: the code has changed since: the client is made once now, or is gone.
//
// Cost: nothing today. But a comment that stays behind hides the next finding in its
// place, which nobody has looked at.
//
// Mend: delete it, as the suggested fix does.
//
// # Silencing findings
//
// A comment //httpleak:ignore percallclient reason keeps back the findings on its line or, if it stands
// alone, on the statement or declaration below it; so does //nolint:percallclient, as
// golangci-lint has it. The rules are in
// https://github.com/httpleak/httpleak/blob/main/docs/suppress.md.
package percallclient
