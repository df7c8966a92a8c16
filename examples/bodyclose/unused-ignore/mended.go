package unusedignore

import (
	"io"
	"net/http"
)

// MendedFetch does without.
func MendedFetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
