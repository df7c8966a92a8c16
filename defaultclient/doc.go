// Package defaultclient defines an analyzer that finds uses of the HTTP client
// and transport that the whole process shares.
//
// # Analyzer defaultclient
//
// defaultclient: find requests that are sent through http.DefaultClient
//
// The functions http.Get, http.Head, http.Post and http.PostForm send through
// http.DefaultClient. That client belongs to no one: every package of the
// process uses it, any of them may change it, and it has no timeout unless
// someone gave it one, so that a server which never answers holds the caller for
// ever. A client of one's own costs three lines and says how long to wait:
//
//	func fetch(url string) (*http.Response, error) {
//		return http.Get(url) // WRONG: waits for ever
//	}
//
//	var client = &http.Client{Timeout: 10 * time.Second}
//
//	func fetch(url string) (*http.Response, error) {
//		return client.Get(url) // RIGHT
//	}
//
// A client with a nil Transport still shares the connections of
// http.DefaultTransport. Those are limited (100 idle connections, two for each
// host, 90 seconds), and that is no reason for a transport of one's own.
//
// The findings are advice. Their categories are described below.
//
// The analyzer is silent about uses that send and change nothing:
//
//   - http.DefaultTransport as the Transport of a client or of a wrapper, type
//     assertions on it, and its Clone: a pool of connections is there to be shared.
//   - comparisons with http.DefaultClient or http.DefaultTransport.
//   - a local variable that only serves to put the old client back or to read its
//     fields, a copy of the client's value, and reading a field.
//   - http.DefaultClient.CloseIdleConnections.
//
// The category timeout is silent if the client or the request come from elsewhere, if the
// package sets the Timeout of any client, if the client has a RoundTripper other than
// an http.Transport without a ResponseHeaderTimeout, and if the response is handed on
// or its body is not read at once (io.ReadAll, a single JSON value): streams and
// downloads must not have such a timeout.
//
// The other categories do not ask whether the request has a deadline:
// http.DefaultClient.Do with such a request does not wait for ever, but is reported as
// well. The analyzer looks neither at generated files nor, unless the flag -tests is
// given, at _test.go files.
//
// # Category function
//
// A request is sent by a function that has no timeout.
//
// What leaks: nothing by itself. http.Get, http.Head, http.Post and http.PostForm,
// called or used as a function value, send through http.DefaultClient. Functions of
// other packages count that do the same with a client of theirs, as the Get of
// go-retryablehttp does: they return a response, send through a package variable that
// has no timeout, and leave their caller no way to say how long to wait.
//
// Why: http.DefaultClient belongs to no one, and it has no timeout unless someone gave
// it one.
//
// Cost: when a server does not answer, a caller, its goroutine and its connection for as
// long as the server cares to keep them waiting.
//
// Mend: make a client with a Timeout once and send through it; or give the request a
// context with a deadline, for downloads and streams, which a Timeout would cut off.
//
// # Category client
//
// http.DefaultClient sends a request.
//
// What leaks: nothing by itself: http.DefaultClient, or a function of another package
// that returns it, is used where it sends a request or is handed to something that may.
//
// Why: any package of the process may change it, and it has no timeout unless someone
// gave it one.
//
// Cost: when a server does not answer, a caller, its goroutine and its connection for as
// long as the server cares to keep them waiting. A request whose context has a deadline
// does not wait for ever.
//
// Mend: make a client of your own, with a Timeout. With a nil Transport it shares the
// connections of http.DefaultTransport, so nothing is lost.
//
// # Category transport
//
// A request is sent past every client.
//
// What leaks: nothing by itself: http.DefaultTransport.RoundTrip sends one request and
// is no client.
//
// Why: timeouts, cookies and redirects are the work of http.Client. RoundTrip is for
// transports that wrap another.
//
// Cost: when a server does not answer, a caller, its goroutine and its connection for as
// long as the server cares to keep them waiting.
//
// Mend: send through a client with a Timeout. A CheckRedirect that returns
// http.ErrUseLastResponse keeps it from following redirects.
//
// # Category mutate
//
// The client or transport of the whole process is changed.
//
// What leaks: nothing by itself: http.DefaultClient, http.DefaultTransport or a field of
// theirs is assigned to, also through a local variable. Putting back what was there
// before is not reported.
//
// Why: every package of the process sends through them, and did not ask for the change.
//
// Cost: a timeout that cuts off the downloads of another package; TLS settings that hold
// for all of them; a data race, if requests are on their way.
//
// Mend: make a client of your own. For settings of a transport, change a clone:
// http.DefaultTransport.(*http.Transport).Clone().
//
// # Category timeout
//
// A request has neither a timeout nor a deadline.
//
// What leaks: nothing by itself: a request that surely has no deadline is sent through a
// client that surely has no Timeout. This is reported only with the flag -timeout.
//
// Why: the zero Timeout of a client is no limit.
//
// Cost: when a server does not answer, or stops in the middle of the body, a caller, its
// goroutine and its connection for as long as the server cares to keep them waiting.
//
// Mend: set the Timeout of the client, which covers everything from the connection to
// the end of the body; or give the request a context with a deadline.
//
// # Category unused-ignore
//
// A comment names defaultclient, but silences nothing.
//
// What leaks: nothing. With -unused-ignores, a comment //httpleak:ignore defaultclient or
// //nolint:defaultclient is reported if there is no finding on what it speaks of.
//
// Why: the code has changed since, or stands in a place that is not looked at any more.
//
// Cost: nothing today. But a comment that stays behind hides the next finding in its
// place, which nobody has looked at.
//
// Mend: delete it, as the suggested fix does.
//
// # Silencing findings
//
// A comment //httpleak:ignore defaultclient reason keeps back the findings on its line or, if it stands
// alone, on the statement or declaration below it; so does //nolint:defaultclient, as
// golangci-lint has it. The rules are in
// https://github.com/httpleak/httpleak/blob/main/docs/suppress.md.
package defaultclient
