// Package helpers has what other packages use with their responses.
package helpers

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

type wrapped struct{ text string }

func (w *wrapped) Error() string { return w.text }

// Errorf makes an error.
func Errorf(format string, args ...any) error { return &wrapped{fmt.Sprintf(format, args...)} }

// Status makes an error of a response.
func Status(resp *http.Response) error { return Errorf("status %d", resp.StatusCode) }

// Wrap keeps nil.
func Wrap(err error, text string) error {
	if err == nil {
		return nil
	}
	return &wrapped{text + err.Error()}
}

// Failed reports whether err is an error.
func Failed(err error) bool { return err != nil }

// CloseAll closes all of them.
func CloseAll(closers ...io.Closer) (err error) {
	for _, c := range closers {
		err = errors.Join(err, c.Close())
	}
	return err
}

// CloseAny closes what can be closed.
func CloseAny(values ...any) {
	for _, v := range values {
		if c, ok := v.(io.Closer); ok {
			c.Close()
		}
	}
}

// Print only looks.
func Print(values ...any) { fmt.Fprintln(io.Discard, values...) }

// A Client calls a hook with every response.
type Client struct {
	HTTP  *http.Client
	Hook  func(*http.Response)
	cache *http.Response
}

// Get returns what the hook has seen.
func (c *Client) Get(url string) (*http.Response, error) {
	resp, err := c.HTTP.Get(url)
	if err != nil {
		return nil, err
	}
	if c.Hook != nil {
		c.Hook(resp)
	}
	return resp, nil
}

// Cached keeps the first response; it is not for its callers to close.
func (c *Client) Cached(url string) (*http.Response, error) {
	if c.cache != nil {
		return c.cache, nil
	}
	resp, err := c.HTTP.Get(url)
	if err != nil {
		return nil, err
	}
	c.cache = resp
	return resp, nil
}

// Close closes what Cached keeps.
func (c *Client) Close() error { return c.cache.Body.Close() }

// An Invoker does something that can fail.
type Invoker interface{ Invoke() error }

// Invoke is a function as an Invoker.
type Invoke func() error

// Invoke calls the function.
func (i Invoke) Invoke() error { return i() }

// AppendInvoke adds the error of invoker.
func AppendInvoke(into *error, invoker Invoker) { *into = errors.Join(*into, invoker.Invoke()) }

// AppendFunc adds the error of fn.
func AppendFunc(into *error, fn func() error) { AppendInvoke(into, Invoke(fn)) }

// Close invokes the Close of closer.
func Close(closer io.Closer) Invoker { return Invoke(closer.Close) }

var runners = []func(func() error) error{func(f func() error) error { return f() }}

// Guarded runs the request in a literal that is given away.
func Guarded(c *http.Client, url string) (*http.Response, error) {
	var resp *http.Response
	err := runners[0](func() (err error) {
		resp, err = c.Get(url)
		return err
	})
	return resp, err
}

// An Answer holds the body of a response.
type Answer struct {
	Code int
	Body io.ReadCloser
}

// Close closes the body.
func (a *Answer) Close() error { return a.Body.Close() }

// Ask returns an answer that its caller has to close.
func Ask(c *http.Client, url string) (*Answer, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &Answer{resp.StatusCode, resp.Body}, nil
}

// An API is made of functions, as generated ones are.
type API struct {
	Ask func(c *http.Client, url string) (*Answer, error)
}
