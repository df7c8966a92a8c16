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
//     function value.
//   - client: http.DefaultClient, where it sends a request or is handed to something
//     that may.
//   - transport: http.DefaultTransport.RoundTrip, which sends past every client: without
//     a timeout of its own, cookies or redirects.
//
// The analyzer is silent about uses that send nothing:
//
//   - http.DefaultTransport as the Transport of a client or of a wrapper, type
//     assertions on it, and its Clone: a pool of connections is there to be shared.
//   - comparisons with http.DefaultClient or http.DefaultTransport.
//   - assignments to them or to their fields, a variable that only serves to put
//     the old client back, a copy of the client's value, and reading a field.
//   - http.DefaultClient.CloseIdleConnections.
//
// It does not follow the client through variables, and it does not ask whether the
// request has a deadline: http.DefaultClient.Do with such a request does not
// wait for ever, but is reported as well. It looks neither at generated files nor,
// unless the flag -tests is given, at _test.go files.
package defaultclient
