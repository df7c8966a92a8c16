package discard

import "net/http"

// MendedPing closes the body unread.
func MendedPing(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
