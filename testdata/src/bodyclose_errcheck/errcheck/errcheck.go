// Package errcheck holds leaks whose fixes say that the error of Close is not wanted.
package errcheck

import (
	"errors"
	"io"
	"net/http"
)

var errStatus = errors.New("unexpected status")

func never(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func mixed(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	if err != nil || resp.StatusCode != http.StatusOK {
		return 0
	}
	return 1
}

// moved keeps the form that is there.
func moved(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// twice uses one variable for two responses, so a closure cannot close the first at the end.
func twice(c *http.Client, url string) (int64, error) {
	resp, err := c.Get(url + "/a") // want "never closed|overwritten"
	if err != nil {
		return 0, err
	}
	n := resp.ContentLength
	resp, err = c.Get(url + "/b") // want "never closed"
	if err != nil {
		return 0, err
	}
	return n + resp.ContentLength, nil
}

// replaced has another body at the end.
func replaced(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want "never closed|not closed"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body = http.NoBody
	}
	return resp.StatusCode, nil
}

// named returns nil, so a closure would find none.
func named(c *http.Client, url string) (resp *http.Response, err error) {
	resp, err = c.Get(url) // want "never closed"
	if err != nil {
		return nil, err
	}
	return nil, errStatus
}

func poll(c *http.Client, url string) error {
	for range 3 {
		resp, err := c.Get(url) // want "overwritten|not closed"
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusOK {
			return resp.Body.Close()
		}
	}
	return errStatus
}

func blank(c *http.Client, url string) error {
	_, err := c.Get(url) // want "discarded"
	if err != nil {
		return err
	}
	return nil
}

func bare(c *http.Client, url string) {
	c.Get(url) // want "discarded"
}

func mustGet(c *http.Client, url string) *http.Response {
	resp, err := c.Get(url)
	if err != nil {
		panic(err)
	}
	return resp
}

func bareMust(c *http.Client, url string) {
	mustGet(c, url) // want "discarded"
}

// A stream has a Close without an error.
type stream struct{ body io.ReadCloser }

func (s *stream) Close() { s.body.Close() }

func newStream(c *http.Client, url string) (*stream, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &stream{resp.Body}, nil
}

func useStream(c *http.Client, url string) (n int, err error) {
	s, err := newStream(c, url) // want "never closed"
	if err != nil {
		return 0, err
	}
	return s.body.Read(make([]byte, 1))
}
