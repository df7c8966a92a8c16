package overwrite

import (
	"io"
	"net/http"
	"time"
)

// MendedFetch closes a response before it asks again.
func MendedFetch(c *http.Client, url string) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		if attempt == 3 || resp.StatusCode < http.StatusInternalServerError {
			defer resp.Body.Close()
			return io.ReadAll(resp.Body)
		}
		resp.Body.Close()
		time.Sleep(time.Second)
	}
}
