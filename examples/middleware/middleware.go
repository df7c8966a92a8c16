// Package middleware wraps a RoundTripper. A wrapper that turns a response into
// an error keeps it from the caller, who then cannot close it.
package middleware

import (
	"fmt"
	"net/http"
)

// LeakyErrors makes errors of server errors.
type LeakyErrors struct{ Next http.RoundTripper }

// RoundTrip leaks the response of each server error.
func (t LeakyErrors) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.Next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		return nil, fmt.Errorf("%s: %s", req.URL, resp.Status)
	}
	return resp, nil
}

// MendedErrors does the same.
type MendedErrors struct{ Next http.RoundTripper }

// RoundTrip closes the response that it does not return.
func (t MendedErrors) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.Next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		resp.Body.Close()
		return nil, fmt.Errorf("%s: %s", req.URL, resp.Status)
	}
	return resp, nil
}
