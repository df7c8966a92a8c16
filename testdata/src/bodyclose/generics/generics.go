// Package generics holds functions and types with type parameters.
package generics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

type item struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// must returns v, or panics.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func useMust(c *http.Client, url string) string {
	resp := must(c.Get(url))
	defer resp.Body.Close()
	return string(must(io.ReadAll(resp.Body)))
}

func useMustForgets(c *http.Client, url string) int {
	resp := must(c.Get(url)) // want "is never closed"
	return resp.StatusCode
}

// get decodes the answer as a T.
func get[T any](ctx context.Context, c *http.Client, url string) (v T, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return v, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return v, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return v, fmt.Errorf("status %s", resp.Status)
	}
	return v, json.NewDecoder(resp.Body).Decode(&v)
}

func getLeaks[T any](ctx context.Context, c *http.Client, url string) (v T, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return v, err
	}
	resp, err := c.Do(req) // want "is not closed"
	if err != nil {
		return v, err
	}
	if resp.StatusCode != http.StatusOK {
		return v, fmt.Errorf("status %s", resp.Status)
	}
	defer resp.Body.Close()
	return v, json.NewDecoder(resp.Body).Decode(&v)
}

func useGet(ctx context.Context, c *http.Client, url string) (item, error) {
	return get[item](ctx, c, url)
}

func useGetLeaks(ctx context.Context, c *http.Client, url string) (*item, error) {
	return getLeaks[*item](ctx, c, url)
}

// decode closes what it decodes.
func decode[T any](resp *http.Response) (T, error) {
	var v T
	defer resp.Body.Close()
	err := json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}

// peek decodes and leaves the body open.
func peek[T any](resp *http.Response) (T, error) {
	var v T
	err := json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}

func useDecode(c *http.Client, url string) (item, error) {
	resp, err := c.Get(url)
	if err != nil {
		return item{}, err
	}
	return decode[item](resp)
}

func usePeek(c *http.Client, url string) (item, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return item{}, err
	}
	return peek[item](resp)
}

func usePeekClosed(c *http.Client, url string) (item, error) {
	resp, err := c.Get(url)
	if err != nil {
		return item{}, err
	}
	defer resp.Body.Close()
	return peek[item](resp)
}

// closeQuietly closes any closer.
func closeQuietly[C io.Closer](c C) { _ = c.Close() }

func useCloseQuietly(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer closeQuietly(resp.Body)
	return nil
}

// use runs f on v and closes v afterwards.
func use[C io.Closer, R any](v C, f func(C) (R, error)) (R, error) {
	defer v.Close()
	return f(v)
}

func useUse(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return use(resp.Body, func(rc io.ReadCloser) ([]byte, error) { return io.ReadAll(rc) })
}

// pick returns one of its arguments.
func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func usePick(c *http.Client, url string, first bool) error {
	a, err := c.Get(url + "/a")
	if err != nil {
		return err
	}
	b, err := c.Get(url + "/b")
	if err != nil {
		a.Body.Close()
		return err
	}
	pick(first, a, b).Body.Close()
	pick(!first, a, b).Body.Close()
	return nil
}

// An endpoint knows the type of its answers.
type endpoint[T any] struct {
	hc   *http.Client
	base string
}

func (e *endpoint[T]) fetch(path string) (v T, err error) {
	resp, err := e.hc.Get(e.base + path)
	if err != nil {
		return v, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}

func (e *endpoint[T]) fetchLeaks(path string) (v T, err error) {
	resp, err := e.hc.Get(e.base + path) // want "is not closed"
	if err != nil {
		return v, err
	}
	if err = json.NewDecoder(resp.Body).Decode(&v); err != nil {
		return v, err
	}
	return v, resp.Body.Close()
}

// open leaves the body to its caller.
func (e *endpoint[T]) open(path string) (io.ReadCloser, error) {
	resp, err := e.hc.Get(e.base + path)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func useEndpoint(c *http.Client, url string) (string, error) {
	e := &endpoint[item]{c, url}
	it, err := e.fetch("/item")
	return it.Name, err
}

func useEndpointLeaks(c *http.Client, url string) (string, error) {
	e := &endpoint[item]{c, url}
	it, err := e.fetchLeaks("/item")
	return it.Name, err
}

func useEndpointOpen(c *http.Client, url string) error {
	e := &endpoint[[]item]{c, url}
	body, err := e.open("/items") // want "is never closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, body)
	return err
}

func useEndpointOpenClosed(c *http.Client, url string) (err error) {
	e := &endpoint[[]item]{c, url}
	body, err := e.open("/items")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	_, err = io.Copy(io.Discard, body)
	return err
}

// A result is a value or an error.
type result[T any] struct {
	val T
	err error
}

func try[T any](v T, err error) result[T] { return result[T]{v, err} }

func useResult(c *http.Client, url string) error {
	r := try(c.Get(url))
	if r.err != nil {
		return r.err
	}
	return r.val.Body.Close()
}

// async sends what f returns.
func async[T any](f func() (T, error)) <-chan result[T] {
	ch := make(chan result[T], 1)
	go func() { ch <- try(f()) }()
	return ch
}

func useAsync(c *http.Client, url string) error {
	r := <-async(func() (*http.Response, error) { return c.Get(url) })
	if r.err != nil {
		return r.err
	}
	return r.val.Body.Close()
}

// retry calls f until the answer is good; bad says whether to try again.
func retry[T any](f func() (T, error), bad func(T) bool) (v T, err error) {
	for range 3 {
		if v, err = f(); err == nil && !bad(v) {
			return v, nil
		}
	}
	return v, errors.Join(err, errors.New("gave up"))
}

func useRetry(c *http.Client, url string) error {
	resp, err := retry(
		func() (*http.Response, error) {
			return c.Get(url) //oracle:miss retry drops what bad rejects, and returned is handed over
		},
		func(resp *http.Response) bool { return resp.StatusCode >= 500 })
	if resp != nil {
		defer resp.Body.Close()
	}
	return err
}
