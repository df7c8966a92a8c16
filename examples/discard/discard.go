// Package discard wants to know that the request went well and nothing else.
// The response has a body to close all the same.
package discard

import "net/http"

// LeakyPing drops the response where it is made.
func LeakyPing(c *http.Client, url string) error {
	_, err := c.Get(url)
	return err
}

// LeakyNotify does not even look at the error.
func LeakyNotify(c *http.Client, url string) {
	c.Post(url, "text/plain", nil)
}

// MendedPing closes the body unread.
func MendedPing(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
