// Package discard wants to know that the request went well and nothing else.
package discard

import "net/http"

// LeakyPing drops the response where it is made, and its body with it.
func LeakyPing(c *http.Client, url string) error {
	_, err := c.Get(url)
	return err
}
