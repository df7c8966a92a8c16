// Package vendorapi is the client of a cloud vendor: results with open content, requests that
// stream, and a large function that looks at answers.
//
//fresh:family R3
package vendorapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Service sends requests.
type Service struct {
	HTTP *http.Client
	Base string
}

// A GetResponse is an object. Content has to be closed by whoever gets it.
type GetResponse struct {
	RawResponse   *http.Response
	Content       io.ReadCloser
	ContentLength int64
	RequestID     string
}

// Get gets an object.
func (s Service) Get(ctx context.Context, name string) (response GetResponse, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base+"/o/"+name, nil)
	if err != nil {
		return response, err
	}
	resp, err := s.HTTP.Do(req)
	if err != nil {
		return response, err
	}
	if err := Inspect(resp); err != nil {
		return GetResponse{RawResponse: resp}, err
	}
	response = GetResponse{RawResponse: resp, Content: resp.Body, ContentLength: resp.ContentLength}
	response.RequestID = resp.Header.Get("X-Request-Id")
	return response, nil
}

// A Request is built step by step.
type Request struct {
	s    Service
	path []string
	err  error
}

// Verb starts a request.
func (s Service) Verb(verb string) *Request {
	if verb == "" {
		return &Request{s: s, err: errors.New("vendorapi: no verb")}
	}
	return &Request{s: s}
}

// Resource adds to its path.
func (r *Request) Resource(name string) *Request {
	r.path = append(r.path, name)
	return r
}

// Stream sends it and returns the body, which has to be closed.
func (r *Request) Stream(ctx context.Context) (io.ReadCloser, error) {
	if r.err != nil {
		return nil, r.err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.s.Base+"/"+strings.Join(r.path, "/"), nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.s.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if err := Inspect(resp); err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// A Result is what Do returns: everything was read.
type Result struct {
	body []byte
	err  error
}

// Raw returns the bytes.
func (r Result) Raw() ([]byte, error) { return r.body, r.err }

// Do sends it and reads the answer.
func (r *Request) Do(ctx context.Context) Result {
	body, err := r.Stream(ctx)
	if err != nil {
		return Result{err: err}
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	return Result{data, err}
}

// A ServiceError is an answer that reports an error.
type ServiceError struct {
	Status     int
	Code       string `json:"code"`
	Message    string `json:"error"`
	RequestID  string
	RetryAfter time.Duration
}

func (e *ServiceError) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message) }

// Inspect returns an error for an answer that reports one, and closes that. The body stays
// readable, from memory.
//
//fresh:family R12
func Inspect(resp *http.Response) error {
	if resp.StatusCode/100 == 2 {
		return nil
	}
	e := &ServiceError{Status: resp.StatusCode, RequestID: resp.Header.Get("X-Request-Id")}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(data))
	if err != nil {
		e.Code, e.Message = "Unreadable", err.Error()
		return e
	}
	switch kind := resp.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "application/json"):
		if json.Unmarshal(data, e) != nil {
			e.Code = "BadJSON"
		}
	case strings.HasPrefix(kind, "text/"):
		e.Code, e.Message = "Text", strings.TrimSpace(string(data))
	default:
		e.Code = "Unknown"
	}
	if after := resp.Header.Get("Retry-After"); after != "" {
		if n, err := strconv.Atoi(after); err == nil {
			e.RetryAfter = time.Duration(n) * time.Second
		} else if at, err := http.ParseTime(after); err == nil {
			e.RetryAfter = time.Until(at)
		}
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if e.RetryAfter == 0 {
			e.RetryAfter = time.Second
		}
	case http.StatusUnauthorized, http.StatusForbidden:
		e.Message = "not allowed: " + e.Message
	}
	return e
}

// Describe returns an error for an answer that reports one, and leaves closing to its caller.
//
//fresh:family R12
func Describe(resp *http.Response) error {
	if resp.StatusCode/100 == 2 {
		return nil
	}
	e := &ServiceError{Status: resp.StatusCode, RequestID: resp.Header.Get("X-Request-Id")}
	dec := json.NewDecoder(io.LimitReader(resp.Body, 1<<16))
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			e.Code = "BadJSON"
			break
		}
		switch tok := tok.(type) {
		case string:
			if e.Code == "" {
				e.Code = tok
			} else if e.Message == "" {
				e.Message = tok
			}
		case json.Number:
			e.Code += tok.String()
		case json.Delim:
			continue
		}
	}
	if after := resp.Header.Get("Retry-After"); after != "" {
		if n, err := strconv.Atoi(after); err == nil {
			e.RetryAfter = time.Duration(n) * time.Second
		} else if at, err := http.ParseTime(after); err == nil {
			e.RetryAfter = time.Until(at)
		}
	}
	if e.Message == "" {
		e.Message = http.StatusText(resp.StatusCode)
	}
	return e
}
