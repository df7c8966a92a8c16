// Package recovered runs code that panics on answers that it does not expect, and recovers.
//
//fresh:family R13
package recovered

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
)

// A decodeError is thrown by must, and caught by whoever calls it.
type decodeError struct{ err error }

func must[T any](v T, err error) T {
	if err != nil {
		panic(decodeError{err})
	}
	return v
}

// guard turns the panics of must into errors.
func guard(err *error) {
	switch v := recover().(type) {
	case nil:
	case decodeError:
		*err = fmt.Errorf("recovered: %w", v.err)
	default:
		panic(v)
	}
}

// A Source is asked for values.
type Source struct {
	hc  *http.Client
	url string
}

func (s *Source) get(ctx context.Context) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return nil, err
	}
	return s.hc.Do(req)
}

// Text closes at the end, which a panic does not reach.
func (s *Source) Text(ctx context.Context) (text string, err error) {
	defer guard(&err)
	resp := must(s.get(ctx)) //oracle:leak what cannot be read
	text = string(must(io.ReadAll(resp.Body)))
	must(0, resp.Body.Close())
	return text, nil
}

// TextDeferred closes in a deferred call.
func (s *Source) TextDeferred(ctx context.Context) (text string, err error) {
	defer guard(&err)
	resp := must(s.get(ctx))
	defer resp.Body.Close()
	return string(must(io.ReadAll(resp.Body))), nil
}

// Values looks for a field that may be missing.
func (s *Source) Values(ctx context.Context) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("values: %v\n%s", v, debug.Stack())
		}
	}()
	resp, err := s.get(ctx) //oracle:leak the type assertion fails
	if err != nil {
		return 0, err
	}
	var m map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		resp.Body.Close()
		return 0, err
	}
	n = len(m["values"].([]any))
	return n, resp.Body.Close()
}

// ValuesDeferred defers right away.
func (s *Source) ValuesDeferred(ctx context.Context) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("values: %v", v)
		}
	}()
	resp, err := s.get(ctx)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var m map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		return 0, err
	}
	return len(m["values"].([]any)), nil
}

// try runs f, and makes an error of its panic.
func try(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	f()
	return nil
}

// Status refuses answers by a panic in a function that is tried.
func (s *Source) Status(ctx context.Context) (code int, err error) {
	err = try(func() {
		resp, err := s.get(ctx) //oracle:leak refused
		if err != nil {
			panic(err)
		}
		if resp.StatusCode >= http.StatusInternalServerError {
			panic("server out of order")
		}
		code = resp.StatusCode
		resp.Body.Close()
	})
	return code, err
}

// StatusFirst takes what it needs, and closes, before it refuses.
func (s *Source) StatusFirst(ctx context.Context) (code int, err error) {
	err = try(func() {
		resp, err := s.get(ctx)
		if err != nil {
			panic(err)
		}
		code = resp.StatusCode
		resp.Body.Close()
		if code >= http.StatusInternalServerError {
			panic("server out of order")
		}
	})
	return code, err
}

// Worker handles answers one by one; a handler that panics does not stop it.
func (s *Source) Worker(ctx context.Context) error {
	var errs []error
	for range 2 {
		resp, err := s.get(ctx)
		if err != nil {
			return err
		}
		errs = append(errs, try(func() { handle(resp) }))
		resp.Body.Close()
	}
	return errors.Join(errs...)
}

func handle(resp *http.Response) {
	if resp.StatusCode == http.StatusNotFound {
		panic(errors.New("not found"))
	}
	_, _ = io.Copy(io.Discard, resp.Body)
}

// Once leaves closing to a handler that does not always come to it.
func (s *Source) Once(ctx context.Context) error {
	resp, err := s.get(ctx) //oracle:leak the handler panics before it closes
	if err != nil {
		return err
	}
	return try(func() {
		handle(resp)
		resp.Body.Close()
	})
}
