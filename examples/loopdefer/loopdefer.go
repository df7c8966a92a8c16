// Package loopdefer defers in a loop: nothing is closed before the function
// returns, and the connections of all answers stay open until then.
package loopdefer

import (
	"io"
	"net/http"
)

// LeakyFetchAll holds as many connections as there are urls.
func LeakyFetchAll(c *http.Client, urls []string) ([][]byte, error) {
	var pages [][]byte
	for _, url := range urls {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		page, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// MendedFetchAll gives each response a function that ends with it.
func MendedFetchAll(c *http.Client, urls []string) ([][]byte, error) {
	var pages [][]byte
	for _, url := range urls {
		page, err := fetch(c, url)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

func fetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
