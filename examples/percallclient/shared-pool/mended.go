package sharedpool

import (
	"io"
	"net/http"
	"net/http/cookiejar"
)

// MendedFetch leaves the connections to those who share them.
func MendedFetch(url string, jar *cookiejar.Jar) ([]byte, error) {
	c := &http.Client{Jar: jar}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
