// Package directives has functions that say what the analyzer cannot see.
package directives

import (
	"errors"
	"io"
	"net/http"

	"bodyclose_x/declared"
)

var errStatus = errors.New("status")

// A registry closes by name what it was told of.
type registry map[string]func(io.Closer) error

var byName = registry{"close": func(c io.Closer) error { return c.Close() }, "look": func(io.Closer) error { return nil }}

// finish closes the body by a function that is looked up.
//
//httpleak:closes resp
func finish(name string, resp *http.Response) error {
	return byName[name](resp.Body)
}

// look only looks, whatever the analyzer may think of a function that is looked up.
//
//httpleak:borrows body
func look(body io.ReadCloser) error { return byName["look"](body) }

func finished(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return finish("close", resp)
}

func looked(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	return look(resp.Body)
}

func lookedAndClosed(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return look(resp.Body)
}

// A source hands bodies out.
type source interface {
	// Next returns a body of the caller's.
	//
	//httpleak:returns open
	Next(c *http.Client, url string) (io.ReadCloser, error)
}

type pages struct{}

func (pages) Next(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

var sources = []source{pages{}}

func nextClosed(c *http.Client, url string) error {
	body, err := sources[0].Next(c, url)
	if err != nil {
		return err
	}
	return body.Close()
}

// A cache returns responses whose bodies are in memory.
type cache interface {
	//httpleak:returns closed
	Lookup(c *http.Client, url string) (*http.Response, error)
}

type readAhead struct{}

func (readAhead) Lookup(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return resp, nil
}

var caches = []cache{readAhead{}}

func cached(c *http.Client, url string) (int, error) {
	resp, err := caches[0].Lookup(c, url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// handled is marked for another tool.
//
//bodyclose:handled
func handled(resp *http.Response) error { return byName["close"](resp.Body) }

func handledUse(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return handled(resp)
}

func declaredElsewhere(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return declared.Finish("close", resp.Body)
}

func borrowedElsewhere(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		_ = declared.Look(resp.Body)
		return errStatus
	}
	return resp.Body.Close()
}
