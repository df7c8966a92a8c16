// Package kit has helpers such as every code base has its own of.
package kit

import (
	"errors"
	"io"
	"net/http"
)

// DrainAndClose reads what is left, and closes.
func DrainAndClose(rc io.ReadCloser) error {
	if rc == nil {
		return nil
	}
	_, err := io.Copy(io.Discard, io.LimitReader(rc, 1<<16))
	return errors.Join(err, rc.Close())
}

// CloseAll closes them all.
func CloseAll(closers ...io.Closer) error {
	var errs []error
	for _, c := range closers {
		if c != nil {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}

// Run runs f.
func Run(f func() error) {
	if err := f(); err != nil {
		println("run:", err.Error())
	}
}

// An Invoker does something that may fail.
type Invoker interface{ Invoke() error }

// Invoke is a function as an Invoker.
type Invoke func() error

// Invoke calls it.
func (f Invoke) Invoke() error { return f() }

// Closing closes c when it is invoked.
func Closing(c io.Closer) Invoker { return Invoke(c.Close) }

// AppendInvoke invokes, and adds the error to *into.
func AppendInvoke(into *error, i Invoker) { *into = errors.Join(*into, i.Invoke()) }

// AppendFunc does the same with a function.
func AppendFunc(into *error, f func() error) { AppendInvoke(into, Invoke(f)) }

// Capture runs f and notes its error, unless there is one already.
func Capture(err *error, f func() error, what string) {
	if failed := f(); failed != nil && *err == nil {
		*err = errors.New(what + ": " + failed.Error())
	}
}

// ExhaustClose reads what is left, closes, and notes the error.
func ExhaustClose(err *error, rc io.ReadCloser, what string) {
	_, _ = io.Copy(io.Discard, rc)
	Capture(err, rc.Close, what)
}

// ReadBody takes what a request returned.
func ReadBody(resp *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Expect takes what a request returned, and lets only good answers through.
func Expect(resp *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
	return resp, nil
}

// ExpectLoosely is as Expect, and forgets the answers that are no good.
func ExpectLoosely(resp *http.Response, err error) error {
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return resp.Body.Close()
}

// Finally runs f, and then closes.
func Finally(c io.Closer, f func() error) error {
	defer c.Close()
	return f()
}

// CloseResponse reads what is left, and closes. If reading fails there is nothing left to close.
func CloseResponse(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return
		}
		resp.Body.Close()
	}
}
