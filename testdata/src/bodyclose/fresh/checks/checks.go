// Package checks has functions that look at responses, replace their bodies, and make other
// such functions.
//
//fresh:family R12
package checks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A RateLimitError says when to come back.
type RateLimitError struct {
	Reset   time.Time
	Message string
}

func (e *RateLimitError) Error() string { return "rate limited: " + e.Message }

// An ErrorResponse is an answer that reports an error. Its response can be read again.
type ErrorResponse struct {
	Response *http.Response `json:"-"`
	Message  string         `json:"error"`
	Errors   []struct {
		Field, Code string
	} `json:"errors"`
}

func (e *ErrorResponse) Error() string {
	return fmt.Sprintf("%s: %d %s", e.Response.Request.URL, e.Response.StatusCode, e.Message)
}

// Check returns an error for an answer that reports one. It reads the body, and puts what it
// read in its place.
func Check(r *http.Response) error {
	if c := r.StatusCode; 200 <= c && c <= 299 {
		return nil
	}
	if r.StatusCode == http.StatusNotModified {
		return nil
	}
	er := &ErrorResponse{Response: r}
	data, err := io.ReadAll(r.Body)
	if err == nil && len(data) > 0 {
		if json.Unmarshal(data, er) != nil {
			*er = ErrorResponse{Response: r, Message: strings.TrimSpace(string(data))}
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	switch {
	case r.StatusCode == http.StatusForbidden && r.Header.Get("X-Rate-Remaining") == "0":
		reset, err := strconv.ParseInt(r.Header.Get("X-Rate-Reset"), 10, 64)
		if err != nil {
			reset = time.Now().Unix()
		}
		return &RateLimitError{time.Unix(reset, 0), er.Message}
	case r.StatusCode == http.StatusTooManyRequests:
		wait, err := time.ParseDuration(r.Header.Get("Retry-After") + "s")
		if err != nil {
			wait = time.Minute
		}
		return &RateLimitError{time.Now().Add(wait), er.Message}
	case r.StatusCode == http.StatusUnprocessableEntity:
		var fields []string
		for _, e := range er.Errors {
			fields = append(fields, e.Field+" "+e.Code)
		}
		er.Message += " (" + strings.Join(fields, ", ") + ")"
		return er
	}
	return er
}

// CheckClosed does the same and closes the body that it replaces.
func CheckClosed(r *http.Response) error {
	if c := r.StatusCode; 200 <= c && c <= 299 {
		return nil
	}
	data, err := io.ReadAll(r.Body)
	r.Body.Close()
	r.Body = io.NopCloser(bytes.NewReader(data))
	er := &ErrorResponse{Response: r}
	if err == nil && json.Unmarshal(data, er) != nil {
		er.Message = http.StatusText(r.StatusCode)
	}
	switch r.StatusCode {
	case http.StatusForbidden, http.StatusTooManyRequests:
		return &RateLimitError{time.Now().Add(time.Minute), er.Message}
	case http.StatusUnauthorized:
		er.Message = "check your token: " + er.Message
	case http.StatusNotFound, http.StatusGone:
		er.Message = "no such thing: " + er.Message
	case http.StatusConflict:
		er.Message = "somebody was faster: " + er.Message
	}
	return er
}

// A Service asks.
type Service struct {
	client *http.Client
	base   string
}

func (s *Service) get(ctx context.Context, resource string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/"+resource, nil)
	if err != nil {
		return nil, err
	}
	return s.client.Do(req)
}

// Repos returns the names of repositories. The deferred Close reaches the copy after errors.
func (s *Service) Repos(ctx context.Context) (names []string, err error) {
	resp, err := s.get(ctx, "repos") //oracle:leak Check replaced the body
	if err != nil {
		return nil, err
	}
	defer func() { resp.Body.Close() }()
	if err := Check(resp); err != nil {
		return nil, err
	}
	err = json.NewDecoder(resp.Body).Decode(&struct{ Items *[]string }{&names})
	return names, err
}

// ReposBound binds Close before the check.
func (s *Service) ReposBound(ctx context.Context) (names []string, err error) {
	resp, err := s.get(ctx, "repos")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if err := Check(resp); err != nil {
		return nil, err
	}
	err = json.NewDecoder(resp.Body).Decode(&struct{ Items *[]string }{&names})
	return names, err
}

// Keys uses the check that closes.
func (s *Service) Keys(ctx context.Context) (n int64, err error) {
	resp, err := s.get(ctx, "keys")
	if err != nil {
		return 0, err
	}
	if err := CheckClosed(resp); err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// KeyCount closes what is no error at all.
func (s *Service) KeyCount(ctx context.Context) (int, error) {
	resp, err := s.get(ctx, "keys") //oracle:leak a right answer
	if err != nil {
		return 0, err
	}
	if err := CheckClosed(resp); err != nil {
		return 0, err
	}
	return strconv.Atoi(resp.Header.Get("X-Total"))
}
