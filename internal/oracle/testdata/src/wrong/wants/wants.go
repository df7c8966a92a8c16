// Package wants says too much.
package wants

import "net/http"

func clean(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func sometimes(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0
	}
	if resp.StatusCode == http.StatusOK {
		resp.Body.Close()
	}
	return resp.StatusCode
}

func always(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func oneByOne(c *http.Client, urls []string) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err == nil {
			resp.Body.Close()
		}
	}
}

func single(c *http.Client, url string) {
	resp, err := c.Get(url) // want "overwritten"
	if err == nil {
		_ = resp.Status
	}
}

func notALeak(c *http.Client, url string) {
	resp, err := c.Get(url) //oracle:leak it is closed
	if err == nil {
		resp.Body.Close()
	}
}

func head(c *http.Client, url string) {
	_, _ = c.Head(url) //oracle:leak there is nothing to close
}

func notAMiss(c *http.Client, url string) {
	resp, err := c.Get(url) //oracle:miss it is closed
	if err == nil {
		resp.Body.Close()
	}
}

func elsewhere(c *http.Client, url string) {
	if false {
		_, _ = c.Get(url) // want "is discarded"
	}
}
