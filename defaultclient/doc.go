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
// The findings are advice. Their categories are:
//
//   - function: http.Get, http.Head, http.Post or http.PostForm, called or used as a
//     function value; and functions of other packages that do the same with a client
//     of theirs which has no timeout, as the Get of go-retryablehttp does. Those are
//     functions that return a response, send through a package variable, and leave
//     their caller no way to say how long to wait.
//   - client: http.DefaultClient, or a function of another package that returns it, where
//     it sends a request or is handed to something that may.
//   - transport: http.DefaultTransport.RoundTrip, which sends past every client: without
//     a timeout of its own, cookies or redirects.
//   - mutate: an assignment to http.DefaultClient, http.DefaultTransport or a field of
//     theirs, also through a local variable. It changes what every package of the
//     process sends. Putting back what was there before is not reported.
//   - timeout, only with the flag -timeout: a request that surely has no deadline is sent
//     through a client that surely has no Timeout.
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
package defaultclient
