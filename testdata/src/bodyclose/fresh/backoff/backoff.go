// Package backoff retries operations that return something.
//
//fresh:family R12c
package backoff

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// An Operation is tried until it succeeds.
type Operation[T any] func() (T, error)

// A PermanentError stops retrying.
type PermanentError struct{ Err error }

func (e *PermanentError) Error() string { return e.Err.Error() }

// Unwrap returns the error that is permanent.
func (e *PermanentError) Unwrap() error { return e.Err }

// Permanent wraps an error that no further attempt will mend.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &PermanentError{Err: err}
}

// Retry calls op until it succeeds, fails for good, or has been tried four times.
func Retry[T any](ctx context.Context, op Operation[T]) (T, error) {
	var last error
	for attempt := range 4 {
		res, err := op()
		if err == nil {
			return res, nil
		}
		last = err
		var permanent *PermanentError
		if errors.As(err, &permanent) {
			return res, permanent.Unwrap()
		}
		select {
		case <-ctx.Done():
			return res, context.Cause(ctx)
		case <-time.After(time.Duration(attempt) * 100 * time.Microsecond):
		}
	}
	var zero T
	return zero, fmt.Errorf("backoff: gave up: %w", last)
}

// Do calls fn until it returns nil, for at most n times.
func Do(n int, fn func() error) (err error) {
	for range n {
		if err = fn(); err == nil {
			return nil
		}
	}
	return err
}

// A Doer is what sends requests.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Send sends req up to three times, and returns the first answer that is no server error, open.
func Send(d Doer, req *http.Request) (*http.Response, error) {
	var last error
	for range 3 {
		resp, err := d.Do(req)
		switch {
		case err != nil:
			last = err
		case resp.StatusCode < http.StatusInternalServerError:
			return resp, nil
		default:
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			last = errors.New(resp.Status)
		}
	}
	return nil, last
}
