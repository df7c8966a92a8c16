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
// The findings have these categories:
//
//   - transport: a transport is made, used to send, and dropped: a leak. It is reported
//     where it is made: the literal, new(http.Transport), the variable, the Clone,
//     or the call of a function that makes one and returns it, also inside of
//     something else, as the NewClient of go-retryablehttp does. The client that holds
//     it is not reported as well.
//   - limited: the same, and its IdleConnTimeout is a positive constant: the connection
//     stays for that long. A clone of http.DefaultTransport has 90 seconds.
//   - path: the same, and its idle connections are closed on some paths, but not on the
//     one that the finding names.
//   - client: a plain http.Client, whose Transport is nil or http.DefaultTransport, is
//     made, used to send, and dropped. Nothing leaks, for all such clients share
//     the connections of http.DefaultTransport; but it says nothing that one client, made
//     once, would not say. This is advice, and not given in generated files.
//   - shared-pool: a deferred CloseIdleConnections of a plain http.Client made in the
//     function, or of http.DefaultClient. Neither has connections of its own: those of
//     http.DefaultTransport are closed, for the whole process. This is advice.
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
//     and did not fail, or perhaps is, by a function that gets it.
//   - keep-alives are off: DisableKeepAlives is true or MaxIdleConnsPerHost negative, or either
//     of them is no constant, or the Close field of a request is set.
//   - it runs a limited number of times: in init, in main outside of loops and in
//     functions that are called only from there, in the value of a package
//     variable, in a function passed to sync.Once.Do, sync.OnceFunc or sync.OnceValue.
//   - the function does not return after it, as a worker with an endless loop.
//   - a plain client is made in front of a loop and used in it.
//   - a plain client has something of this call: a cookie jar, or a Timeout or
//     CheckRedirect that is not the same for all calls.
//   - it is overwritten as a whole, so that its settings are not known.
//
// Whether a response is read to its end, without which an HTTP/1 connection does not
// become idle, is not asked. A constructor that stores the transport in something
// that its caller gave it, as that of resty does, is not known. The analyzer looks
// at _test.go files only if the flag -tests is given.
package percallclient
