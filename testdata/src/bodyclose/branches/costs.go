package branches

import (
	"errors"
	"io"
	"net/http"
)

// Of several paths that leak, the finding is about one that costs a connection: a failed read gives it up.

func readThenStatus(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is not closed when resp.StatusCode != 200"
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != 200 {
		return nil, errors.New(resp.Status)
	}
	return data, resp.Body.Close()
}

func readOnly(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return data, resp.Body.Close()
}
