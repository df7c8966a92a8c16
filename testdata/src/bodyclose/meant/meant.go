// Package meant has requests that are meant to fail, and variables that only tests set.
package meant

import (
	"io"
	"net/http"
)

// early is set by tests only.
var early bool

// rounds is nowhere set.
var rounds = 1

// verbose is set by everybody.
var verbose bool

// SetVerbose sets verbose.
func SetVerbose(on bool) { verbose = on }

// limit is given away.
var limit = 1

func limitOf() *int { return &limit }

// Strict is anybody's to set.
var Strict bool

func fetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if early || rounds > 1 {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func fetchVerbose(c *http.Client, url string) ([]byte, error) {
	SetVerbose(url != "")
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	if verbose {
		return nil, nil
	}
	return io.ReadAll(resp.Body)
}

func fetchLimited(c *http.Client, url string) ([]byte, error) {
	*limitOf() = len(url)
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if limit != 1 && resp.StatusCode != http.StatusOK {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func fetchStrict(c *http.Client, url string, strict bool) ([]byte, error) {
	Strict = strict
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if Strict {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// fetchOnce reads what is to be read in the one round that there is.
func fetchOnce(c *http.Client, url string) (n int64, err error) {
	for range rounds {
		resp, err := c.Get(url)
		if err != nil {
			return n, err
		}
		defer resp.Body.Close()
		m, err := io.Copy(io.Discard, resp.Body)
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
