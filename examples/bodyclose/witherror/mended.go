package witherror

import (
	"fmt"
	"io"
	"net/http"
)

// MendedOpen returns either a response or an error.
func MendedOpen(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("get %s: %s", url, resp.Status)
	}
	return resp, nil
}

// FetchMended has an open body only if there is no error.
func FetchMended(c *http.Client, url string) ([]byte, error) {
	resp, err := MendedOpen(c, url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
