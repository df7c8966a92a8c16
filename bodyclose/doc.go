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
// described below.
//
// Every call whose results include an *http.Response counts, whether of a function, a
// method, an interface or a function value, and every call of a function that is known to
// return an open body in another form: as an io.ReadCloser, or in a struct or a
// wrapper with methods of its own. What the functions of the package and of
// its dependencies do with a body is learnt from their source. A method of an interface
// does not count if the package of the interface and the one at hand have types that implement
// it, none of them returns an open body, and http.Client is none of them.
//
// # Category path
//
// A return comes before the Close.
//
// What leaks: the body of the response, on the path that the finding names step by step;
// other paths close it. Most often it is the return for a status that is not 200, in
// front of the deferred Close.
//
// Why: a status is no error: whatever the server answers, err is nil and the body is
// open. A defer counts from where it stands, not for returns before it.
//
// Cost: over HTTP/1, each such response that is not read to its end costs a connection,
// its file descriptor and two goroutines, for ever: neither the garbage collector nor
// CloseIdleConnections nor a server that hangs up gets them back, only the client's
// Timeout or the end of the request's context. Over HTTP/2 it costs a share of the flow
// control window of the connection, which stalls for all who use it when that is used
// up.
//
// Mend: put the deferred Close right behind the error check, in front of every other
// return. Where another function is to get the body, close it on the paths that do not
// hand it over.
//
// # Category never
//
// No path closes the body.
//
// What leaks: the body of the response: nothing in the function closes it or hands it to
// somebody who could. To read it is not to hand it over: json.NewDecoder and io.ReadAll
// get an io.Reader, which has no Close.
//
// Why: net/http asks for a Close of every body, also of one that is empty or was read.
// Whether reading alone gives the connection back is up to the server: a body with a
// Content-Length is at its end after so many bytes, while a JSON decoder leaves the end
// of a chunked one behind.
//
// Cost: over HTTP/1, each such response that is not read to its end costs a connection,
// its file descriptor and two goroutines, for ever: neither the garbage collector nor
// CloseIdleConnections nor a server that hangs up gets them back, only the client's
// Timeout or the end of the request's context. Over HTTP/2 it costs a share of the flow
// control window of the connection, which stalls for all who use it when that is used
// up. A body that was read to its end costs nothing today.
//
// Mend: put a deferred Close right behind the error check.
//
// # Category discard
//
// The response is thrown away.
//
// What leaks: the body of a response that no variable holds, as in _, err :=
// http.Get(url) or a call whose results are not used at all.
//
// Why: if there is no error, there is a response, and its body is open whether anybody
// wants it or not. The garbage collector does not close it, for the goroutines of the
// connection are running.
//
// Cost: over HTTP/1, each such response that is not read to its end costs a connection,
// its file descriptor and two goroutines, for ever: neither the garbage collector nor
// CloseIdleConnections nor a server that hangs up gets them back, only the client's
// Timeout or the end of the request's context. Over HTTP/2 it costs a share of the flow
// control window of the connection, which stalls for all who use it when that is used
// up. An answer without a body, as to HEAD, costs nothing, and is not reported.
//
// Mend: give the response a name and close its body. It need not be read for that; but
// an HTTP/1 connection is used again only if it was (from Go 1.27 on, Close reads a
// short rest by itself).
//
// # Category overwrite
//
// The next attempt replaces a response that is still open.
//
// What leaks: the body of the response before. A variable gets another response while
// the first is open, as in a loop that tries again after a status of 500.
//
// Why: the Close behind the loop closes the response of the last attempt only. A status
// is no error, so the attempts before have responses, too.
//
// Cost: over HTTP/1, each such response that is not read to its end costs a connection,
// its file descriptor and two goroutines, for ever: neither the garbage collector nor
// CloseIdleConnections nor a server that hangs up gets them back, only the client's
// Timeout or the end of the request's context. Over HTTP/2 it costs a share of the flow
// control window of the connection, which stalls for all who use it when that is used
// up.
//
// Mend: close the body before the next attempt, or give each attempt a function of its
// own.
//
// # Category loopdefer
//
// A defer in a loop keeps all bodies open until the function returns.
//
// What leaks: nothing for ever, if the function returns; but until then, each time round
// adds a body that is open.
//
// Why: a deferred call runs when its function returns, not at the end of the iteration.
//
// Cost: up to as many connections at a time as the loop goes round, each with a file
// descriptor and two goroutines. With MaxConnsPerHost set, the loop can come to wait for
// a connection that it holds itself. A loop that does not end, as that of a worker,
// leaks each of them. Where each body is read to its end before the next is asked for, as the
// finding then says, HTTP/1 connections are given back, and what is held is memory.
//
// Mend: put what the loop does with a response into a function of its own, which then
// defers the Close; or close without defer where the iteration ends and where it is
// left.
//
// # Category witherror
//
// A function returns an open body together with an error.
//
// What leaks: the body of a response that the function returns next to an error. The
// finding names a caller that returns on the error and does not close it.
//
// Why: by convention, what comes with an error is not looked at; net/http says so of its
// own functions. So callers do not close it, and cannot be blamed.
//
// Cost: over HTTP/1, each such response that is not read to its end costs a connection,
// its file descriptor and two goroutines, for ever: neither the garbage collector nor
// CloseIdleConnections nor a server that hangs up gets them back, only the client's
// Timeout or the end of the request's context. Over HTTP/2 it costs a share of the flow
// control window of the connection, which stalls for all who use it when that is used
// up.
//
// Mend: close the body where the error is made, and return nil in the place of the
// response. If callers need what the server said, read a limited part of it into the
// error.
//
// # Category directive
//
// A directive is misspelt.
//
// What leaks: nothing by itself: a comment that begins with //httpleak: cannot be
// obeyed, since it has an unknown verb, names a parameter that the function does not
// have, or is to silence findings and names no analyzer, an unknown one, or no reason.
//
// Why: a directive says what cannot be seen from the source. One that is not understood
// says nothing, and the analyzer goes by the source alone.
//
// Cost: nothing at run time; but the findings that the directive was to bring or to
// prevent are not as it wants.
//
// Mend: write it as described under Directives and Silencing findings.
//
// # Category unused-ignore
//
// A comment names bodyclose, but silences nothing.
//
// What leaks: nothing. With -unused-ignores, a comment //httpleak:ignore bodyclose or
// //nolint:bodyclose is reported if there is no finding on what it speaks of.
//
// Why: the code has changed since, or the comment was written for another analyzer of the
// same name, whose false alarm it hides.
//
// Cost: nothing today. But a comment that stays behind hides the next finding in its
// place, which nobody has looked at.
//
// Mend: delete it, as the suggested fix does.
//
// # Fixes
//
// Where the remedy is certain, a fix is suggested: a deferred close behind the error check
// (a defer that comes too late moves there); in a loop, or where other paths hand the
// body over, a close where its last use ends and before each statement that leaves earlier;
// for a discarded response, a name and a close. No fix is offered where something may
// still read the body, where the last response of a retry loop is needed behind it, where a
// double of the package or its tests may answer without a body, or where
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
// They hold in other packages, too. One that is misspelt is reported (category directive). //bodyclose:handled stands for httpleak:closes with all parameters.
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
// # Silencing findings
//
// A comment //httpleak:ignore bodyclose reason keeps back the findings on its line or, if it stands
// alone, on the statement or declaration below it; so does //nolint:bodyclose, as
// golangci-lint has it. The rules are in
// https://github.com/httpleak/httpleak/blob/main/docs/suppress.md.
//
// # Silence
//
// The analyzer is silent where it is not certain. A path ends without a leak if the error is
// not nil, if the response or its body is nil, or if the function does not return (os.Exit,
// log.Fatal, t.Fatal, a panic that nothing recovers). The duty ends where the body is closed,
// now or by a deferred call, and also where something that may close it later gets it: a
// caller, a channel, a field, a global variable, a function that keeps it, or one of which
// nothing is known. A function that gets the body as an io.Reader cannot close it, so that
// ends nothing. Nor does a slice or a map that the function alone can get at, as long as no
// element is closed, nor a channel from which only the function that made it receives: a path
// on which that does not receive the response is a leak.
//
// It does not report that a body was closed twice, which is harmless, nor that it was not
// read to the end before it was closed, which costs a connection but leaks nothing.
// A function that is too large to be searched is left alone. Test files are looked at unless
// -tests=false is given.
package bodyclose
