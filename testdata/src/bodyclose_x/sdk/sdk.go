// Package sdk is a client library that is built on package kit.
package sdk

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"bodyclose_x/kit"
)

// A Client makes requests.
type Client struct{ HC *http.Client }

// A Result holds an open response: Close, Bytes and JSON close it.
type Result struct {
	raw  *http.Response
	Code int
}

// Fetch returns an open result.
func (c *Client) Fetch(url string) (*Result, error) {
	resp, err := kit.Expect(c.HC.Get(url))
	if err != nil {
		return nil, err
	}
	return &Result{resp, resp.StatusCode}, nil
}

func (r *Result) Close() error { return kit.DrainAndClose(r.raw.Body) }

func (r *Result) Bytes() ([]byte, error) { return kit.ReadBody(r.raw, nil) }

func (r *Result) JSON(v any) error {
	defer kit.Run(r.Close)
	return json.NewDecoder(r.raw.Body).Decode(v)
}

// Header only looks.
func (r *Result) Header(key string) string { return r.raw.Header.Get(key) }

// Raw returns the open response, next to an error if the answer is no good.
func (c *Client) Raw(url string) (*http.Response, error) {
	resp, err := c.HC.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp, errors.New(resp.Status)
	}
	return resp, nil
}

// Execute does as generated clients do: the body is read, closed, and put back.
func (c *Client) Execute(url string, v any) (*http.Response, error) {
	resp, err := c.HC.Get(url)
	if err != nil || resp == nil {
		return resp, err
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(b))
	if err != nil {
		return resp, err
	}
	if resp.StatusCode >= 300 {
		return resp, errors.New(resp.Status)
	}
	return resp, json.Unmarshal(b, v)
}

// Body returns an open body that is more than the response's.
func (c *Client) Body(url string) (io.ReadCloser, error) {
	resp, err := kit.Expect(c.HC.Get(url))
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, 1<<20), resp.Body}, nil
}

// Each hands out an open response, and closes it.
func (c *Client) Each(urls []string, f func(*http.Response) error) error {
	for _, url := range urls {
		resp, err := c.HC.Get(url)
		if err != nil {
			return err
		}
		if err := kit.Finally(resp.Body, func() error { return f(resp) }); err != nil {
			return err
		}
	}
	return nil
}
