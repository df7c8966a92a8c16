// Package lib holds what package app uses: its effects travel as facts.
package lib

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"
)

// Close closes, and prints the error.
func Close(c io.Closer) {
	if err := c.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "close:", err)
	}
}

// Drain reads the rest, and does not close.
func Drain(rc io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, rc, 64<<10)
}

// ReadAll reads and closes.
func ReadAll(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// ReadBody only reads.
func ReadBody(resp *http.Response) ([]byte, error) { return io.ReadAll(resp.Body) }

// Check closes the response when it returns an error.
func Check(resp *http.Response) error {
	if resp.StatusCode < 400 {
		return nil
	}
	defer resp.Body.Close()
	return errors.New(resp.Status)
}

// Open returns an open response.
func Open(c *http.Client, url string) (*http.Response, error) { return c.Get(url) }

// OpenBody returns an open body.
func OpenBody(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if err := Check(resp); err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Fetch returns a response whose body is closed, and what was in it.
func Fetch(c *http.Client, url string) (*http.Response, []byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, nil, err
	}
	b, err := ReadAll(resp)
	return resp, b, err
}

// Must returns v, or panics.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Decode decodes and closes.
func Decode[T any](resp *http.Response) (v T, err error) {
	defer Close(resp.Body)
	err = json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}

// OK reports whether err is nil, and fails the test otherwise.
func OK(tb testing.TB, err error) bool {
	tb.Helper()
	if err != nil {
		tb.Errorf("unexpected error: %v", err)
	}
	return err == nil
}

// Exit ends the program.
func Exit(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// Wrap keeps nil.
func Wrap(err error, text string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", text, err)
}

// A Stream closes what it holds.
type Stream struct{ resp *http.Response }

// NewStream makes a stream of a response.
func NewStream(resp *http.Response) *Stream { return &Stream{resp} }

// OpenStream requests and makes a stream.
func OpenStream(c *http.Client, url string) (*Stream, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return NewStream(resp), nil
}

// Next reads a little.
func (s *Stream) Next() (byte, error) {
	var b [1]byte
	_, err := s.resp.Body.Read(b[:])
	return b[0], err
}

// Close closes the response.
func (s *Stream) Close() error { return s.resp.Body.Close() }

// A Response embeds the response of net/http.
type Response struct {
	*http.Response
	Page int
}

// A Client is what an SDK offers.
type Client struct {
	HC   *http.Client
	Base string
}

// Do returns an open response, wrapped.
func (c *Client) Do(path string) (*Response, error) {
	resp, err := c.HC.Get(c.Base + path)
	if err != nil {
		return nil, err
	}
	return &Response{resp, 1}, nil
}

// Call decodes into v, closes, and returns the response for its header.
func (c *Client) Call(path string, v any) (*Response, error) {
	r, err := c.Do(path)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	return r, json.NewDecoder(r.Body).Decode(v)
}

// With closes after f has run.
func With(c *http.Client, url string, f func(*http.Response) error) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return f(resp)
}
