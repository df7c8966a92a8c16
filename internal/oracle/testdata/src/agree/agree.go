// Package agree is right about itself.
package agree

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
)

func leaks(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNotFound {
		return errors.New("not found")
	}
	return resp.Body.Close()
}

func closes(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func returns(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func cleanup(c *http.Client, url string) (func(), error) {
	resp, err := c.Get(url)
	if err != nil {
		return func() {}, err
	}
	return func() { resp.Body.Close() }, nil
}

type pair struct{ inner struct{ resp *http.Response } }

func returnsDeep(c *http.Client, url string) (p *pair) {
	if resp, err := c.Get(url); err == nil {
		p = new(pair)
		p.inner.resp = resp
	}
	return p
}

var (
	mu    sync.Mutex
	cache = map[string]*http.Response{}
)

func stores(c *http.Client, url string) {
	if resp, err := c.Get(url); err == nil {
		mu.Lock()
		defer mu.Unlock()
		cache[url] = resp
	}
}

func sends(c *http.Client, url string, out chan<- *http.Response) {
	go func() {
		if resp, err := c.Get(url); err == nil {
			out <- resp
		}
	}()
}

func holds(c *http.Client, urls []string) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err != nil {
			return
		}
		defer resp.Body.Close()
	}
}

func overwrites(c *http.Client, url string) {
	var resp *http.Response
	for range 3 {
		resp, _ = c.Get(url) // want "overwritten"
	}
	if resp != nil {
		resp.Body.Close()
	}
}

func get(c *http.Client, url string) (*http.Response, error) { return c.Get(url) }

func callerLeaks(c *http.Client, url string) {
	resp, err := get(c, url) // want "never closed"
	if err == nil {
		_ = resp.Status
	}
}

func panics(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil || resp.StatusCode != http.StatusOK {
		panic("no answer")
	}
	resp.Body.Close()
}

//oracle:exits when there is no answer
func exits(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil || resp.StatusCode != http.StatusOK {
		log.Fatal("no answer")
	}
	resp.Body.Close()
}

type service struct {
	base string
	http interface {
		Do(*http.Request) (*http.Response, error)
	}
	last *http.Response
}

func (s *service) keep() error {
	req, err := http.NewRequest(http.MethodGet, s.base, nil)
	if err != nil {
		return err
	}
	s.last, err = s.http.Do(req)
	return err
}

func missed(c *http.Client, url string, out chan<- *http.Response) {
	ch := make(chan *http.Response, 1)
	if resp, err := c.Get(url); err == nil { //oracle:miss nobody reads the channel
		ch <- resp
	}
}

// A statusError carries the answer that nobody expected.
type statusError struct{ resp *http.Response }

func (e *statusError) Error() string { return e.resp.Status }

func wraps(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return fmt.Errorf("ask: %w", &statusError{resp})
}

func formats(c *http.Client, url string) error {
	resp, err := c.Get(url) //oracle:leak the text of the error does not carry it
	if err != nil {
		return err
	}
	return fmt.Errorf("ask: %v", &statusError{resp})
}

func noContent(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	return resp.Body.Close()
}
