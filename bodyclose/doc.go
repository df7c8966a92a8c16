// Package bodyclose defines an analyzer that finds HTTP response bodies that are
// not closed on some path.
//
// # Analyzer bodyclose
//
// bodyclose: find response bodies that some path leaves open
//
// Whoever gets an *http.Response without an error must close its Body, also when
// nothing of it was read and whatever the status is. A body that is neither closed nor
// read to its end keeps an HTTP/1 connection, its file descriptor and two goroutines for
// ever; over HTTP/2 it keeps a stream and a share of the connection's flow control window.
//
// The analyzer follows each response from the call that returns it along every feasible
// path of the function. It reports a path on which the body is neither closed nor
// handed over to somebody who can close it:
//
//	resp, err := client.Do(req)
//	if err != nil {
//		return err
//	}
//	if resp.StatusCode != http.StatusOK {
//		return errors.New(resp.Status) // WRONG: the body stays open
//	}
//	defer resp.Body.Close()
//
// The close belongs right behind the error check:
//
//	resp, err := client.Do(req)
//	if err != nil {
//		return err
//	}
//	defer resp.Body.Close() // RIGHT
//	if resp.StatusCode != http.StatusOK {
//		return errors.New(resp.Status)
//	}
//
// A message names the call, the condition that leads to the leak and the line where the
// path ends; the related information shows the path step by step. The categories are
//
//   - never: no path closes the body;
//   - path: some path does not;
//   - discard: the response is thrown away, as in _, err := http.Get(url);
//   - overwrite: the next try of a loop replaces a response that is still open;
//   - loopdefer: a defer in a loop, so that all bodies stay open until the
//     function returns;
//   - witherror: a function returns an open body together with an error, and its
//     callers, who by convention ignore it then, do not close it.
//
// Every call whose results include an *http.Response counts, whether of a function, a
// method, an interface or a function value, and every call of a function that is known to
// return an open body in another form: as an io.ReadCloser, or in a struct or a
// wrapper with methods of its own. What the functions of the package and of
// its dependencies do with a body is learnt from their source.
//
// # Fixes
//
// Where the remedy is certain, a fix is suggested: a deferred close behind the error check
// (a defer that comes too late moves there); in a loop, or where other paths hand the
// body over, a close where its last use ends and before each statement that leaves earlier;
// for a discarded response, a name and a close. No fix is offered where something may
// still read the body, where the last response of a retry loop is needed behind it, or where
// the code would not stay plain. With -errcheck, fixes discard the error of Close
// visibly: _ = resp.Body.Close().
//
// # Directives
//
// What cannot be seen from the source, as of a function that is looked up in a table, a comment
// in front of the function or interface method tells:
//
//	//httpleak:closes resp        the function closes (the body of) its parameter resp
//	//httpleak:borrows body       it neither closes its parameter body nor keeps it
//	//httpleak:returns closed     what it returns need not be closed
//	//httpleak:returns open       what it returns must be closed
//
// They hold in other packages, too. One that is misspelt is reported in the category
// directive. //bodyclose:handled stands for httpleak:closes with all parameters.
//
// Of functions whose source is somebody else's, flags say the same:
//
//	-acquires=example.com/api.(*Client).Fetch     what it returns must be closed
//	-closes=example.com/drain.All#1               it closes its first parameter
//
// A method is named with the type or the interface that declares it, #0 is its receiver,
// and commas stand between several names. Calls of these functions are seen that way
// in every package that is looked at, whatever their source says. What
// calls them is known by that in its own package only: a wrapper in another package
// has to be named as well.
//
// # Silence
//
// The analyzer is silent where it is not certain. A path ends without a leak if the error is
// not nil, if the response or its body is nil, or if the function does not return (panic,
// os.Exit, log.Fatal, t.Fatal). The duty ends where the body is closed, now or by a
// deferred call, and also where something that may close it later gets it: a caller, a
// channel, a field, a map, a slice, a global variable, a function that keeps it, or one of
// which nothing is known. A function that gets the body as an io.Reader cannot close it, so
// that ends nothing.
//
// It does not report that a body was closed twice, which is harmless, nor that it was not
// read to the end before it was closed, which costs a connection but leaks nothing.
// A function that is too large to be searched is left alone. Test files are looked at unless
// -tests=false is given.
package bodyclose
