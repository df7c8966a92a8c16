// Package oracle finds out by running them whether fixture functions leak.
//
// A fixture is a package below the folder src of a GOPATH, as analysistest takes
// it. Each of its functions is called once under each scenario (200, 404, a
// network error on the second request, …) against a server on the loopback
// interface. The transport under all clients notes, for each response, the lines
// of the fixture that were executing, and whether the body was closed in the end.
// What happened is then compared with the want comments on those lines: the
// verdict on a fixture is what it did, not what an analyzer says.
//
// # What is called
//
// All functions and methods without type parameters whose parameters the runner
// can make:
//
//	*http.Client, http.RoundTripper, and     clients that record
//	  interfaces that these implement
//	string                                   the server's URL if the name says so (url, addr, base,
//	                                         endpoint, host, target, …); for file, path, dst, src the
//	                                         name of a file, once existing and once not; else "x"
//	[]string, ...string                      three URLs with different hosts
//	bool                                     false and true
//	context.Context, *url.URL, *http.Request, http.ResponseWriter, io.Reader, io.Writer,
//	time.Duration, int, channels, *testing.T, testing.TB
//	structs of the fixture (receivers too)   their fields are set in the same way, if
//	                                         one of them can send a request
//
// http.Get and clients without a Transport are recorded as well. Any results are
// welcome. The runner acts as the caller: it reads and closes the responses and
// closers that it reaches through results, arguments and package variables, calls
// returned clean-up functions and ranges over iterators; what these close was
// handed over. A call that ends by a panic, by runtime.Goexit (t.Fatal) or with
// the process cannot leak.
//
// Files named _test.go belong to the package; their functions get a real
// *testing.T.
//
// # Comments
//
//	// want "is not closed"      on the line of the acquiring call: some run leaves the body open there
//	//oracle:norun reason        on a function: it is not run and its want comments are not judged
//	//oracle:exits reason        on a function: it may end the process, so it gets one of its own
//	//oracle:miss reason         at the end of an acquiring line: it leaks, and no want comment says so
//	//oracle:leak reason         at the end of an acquiring line: it leaks, and what the analyzer says of it is
//	                             compared elsewhere (package fresh)
//
// A function that is neither run nor used by one that is, and bears no norun, is a
// disagreement: its silence would prove nothing.
//
// # Limits
//
// A body counts as leaked if nobody calls Close, also where nothing is lost in
// fact (a body read to its end), unless a Read failed in a helper. To an answer
// that has no body by the protocol (HEAD, 204, 304) a want comment may say either;
// a leak directive may not. A path that no scenario takes is not judged. Of a
// chain of calls, only the innermost line with a comment is held responsible.
package oracle
