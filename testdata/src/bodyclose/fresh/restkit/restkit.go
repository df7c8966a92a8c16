// Package restkit is what several clients of this company are built on.
//
//fresh:family R1
package restkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Opts describes a call.
type Opts struct {
	Method     string
	RootURL    string
	Body       io.Reader
	NoResponse bool  // set this to have the answer closed at once
	IgnoreHTTP bool  // set this to get answers of any status
	Timeout    *bool // nil: the client's own
	Header     map[string]string
}

// A Client sends calls.
type Client struct {
	HTTP    *http.Client
	RootURL string
	// KeepOpen leaves answers to Fetch open.
	KeepOpen bool
}

// New returns a client for the service at rootURL.
func New(hc *http.Client, rootURL string) *Client { return &Client{HTTP: hc, RootURL: rootURL} }

// Call sends the call that opts describes. The caller closes the answer, unless NoResponse is set.
func (c *Client) Call(ctx context.Context, opts *Opts) (*http.Response, error) {
	if opts == nil {
		return nil, errors.New("restkit: call without options")
	}
	root := opts.RootURL
	if root == "" {
		root = c.RootURL
	}
	method := opts.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, root, opts.Body)
	if err != nil {
		return nil, err
	}
	for k, v := range opts.Header {
		req.Header.Set(k, v)
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if !opts.IgnoreHTTP && (resp.StatusCode < 200 || resp.StatusCode > 299) {
		defer resp.Body.Close()
		return resp, fmt.Errorf("restkit: %s: %s", req.URL, resp.Status)
	}
	if opts.NoResponse {
		return resp, resp.Body.Close()
	}
	return resp, nil
}

// CallJSON sends in as JSON and decodes the answer into out. Without out the answer is open.
func (c *Client) CallJSON(ctx context.Context, opts *Opts, in, out any) (*http.Response, error) {
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		opts.Body = bytes.NewReader(data)
	}
	resp, err := c.Call(ctx, opts)
	if err != nil {
		return resp, err
	}
	if out == nil || opts.NoResponse {
		return resp, nil
	}
	defer resp.Body.Close()
	return resp, json.NewDecoder(resp.Body).Decode(out)
}

// Do sends a request. If v is nil, the response is returned open; an io.Writer gets the body
// as it is, anything else is decoded into.
func Do(hc *http.Client, req *http.Request, v any) (*http.Response, error) {
	resp, err := hc.Do(req)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return resp, nil
	}
	defer resp.Body.Close()
	if w, ok := v.(io.Writer); ok {
		_, err = io.Copy(w, resp.Body)
		return resp, err
	}
	return resp, json.NewDecoder(resp.Body).Decode(v)
}

// Fetch asks for url. What it returns is open only if discard is false.
func Fetch(ctx context.Context, hc *http.Client, url string, discard bool) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := hc.Do(req)
	if err != nil {
		return nil, err
	}
	if discard {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	return resp, nil
}

// Send sends a request by the client. The answer is open if KeepOpen is set.
func (c *Client) Send(req *http.Request) (*http.Response, error) {
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if !c.KeepOpen {
		return resp, resp.Body.Close()
	}
	return resp, nil
}
