// Package unusedignore has a comment from the time when it used http.Get.
package unusedignore

import "net/http"

// LeakyHead has a client of its own, so there is nothing to silence any more.
func LeakyHead(c *http.Client, url string) (int, error) {
	resp, err := c.Head(url) //httpleak:ignore defaultclient a probe of this machine
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}
