// Package leaks says nothing about its leaks.
package leaks

import (
	"errors"
	"net/http"
)

func silent(c *http.Client, url string) error {
	resp, err := c.Get(url) // silent leak
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNotFound {
		return errors.New("not found")
	}
	return resp.Body.Close()
}

func get(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err == nil && resp.StatusCode == http.StatusNotFound {
		return nil, errors.New("not found")
	}
	return resp, err
}

// caller leaks more than get does.
func caller(c *http.Client, url string) int {
	resp, err := get(c, url) // leak of the caller
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

type client struct{ hc *http.Client }

func (c *client) ping(url string) {
	go func() {
		_, _ = c.hc.Get(url) // leak of a method's goroutine
	}()
}

func late(c *http.Client, url string) {
	done := make(chan *http.Response)
	go func() {
		resp, _ := c.Get(url) // leak of a goroutine that waits for ever
		done <- resp
	}()
}
