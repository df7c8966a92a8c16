// Package none holds leaks for which no fix is certain.
package none

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"time"

	"bodyclose_x/sdk"
)

var errGaveUp = errors.New("gave up")

// returnedReader is read by the caller, after the function has returned.
func returnedReader(c *http.Client, url string) (*bufio.Reader, error) {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		return nil, err
	}
	return bufio.NewReader(resp.Body), nil
}

// bufferedReader leaves the body to whoever has the reader.
//
//oracle:norun nobody closes a bufio.Reader
func bufferedReader(c *http.Client, url string, b *bufio.Reader) error {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		return err
	}
	b.Reset(resp.Body)
	return nil
}

func readInGoroutine(c *http.Client, url string) (io.Reader, error) {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		return nil, err
	}
	pr, pw := io.Pipe()
	go func() {
		_, err := io.Copy(pw, resp.Body)
		pw.CloseWithError(err)
	}()
	return pr, nil
}

// last needs the last response after the loop.
func last(c *http.Client, url string) error {
	var resp *http.Response
	var err error
	for range 3 {
		resp, err = c.Get(url) // want "overwritten"
		if err == nil && resp.StatusCode < 500 {
			break
		}
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// readers reads all bodies after the loop.
func readers(c *http.Client, urls []string) (n int64) {
	var all []io.Reader
	for _, u := range urls {
		resp, err := c.Get(u) // want "never closed|overwritten"
		if err != nil {
			continue
		}
		all = append(all, bufio.NewReader(resp.Body))
	}
	n, _ = io.Copy(io.Discard, io.MultiReader(all...))
	return n
}

// laterReader reads each body in the next iteration.
func laterReader(c *http.Client, urls []string) (n int) {
	before := bufio.NewReader(nil)
	for _, u := range urls {
		resp, err := c.Get(u) // want "never closed|overwritten"
		if err != nil {
			return n
		}
		before.Reset(resp.Body)
		if line, err := before.ReadString('\n'); err == nil {
			n += len(line)
		}
	}
	return n
}

// withGoto goes around the check.
func withGoto(c *http.Client, url string) error {
	n := 0
again:
	resp, err := c.Get(url) // want "overwritten|not closed"
	if err != nil {
		return err
	}
	if n++; resp.StatusCode >= 500 && n < 3 {
		goto again
	}
	return resp.Body.Close()
}

// maybe returns neither a response nor an error if it gives up.
func maybe(c *http.Client, url string, try bool) (*http.Response, error) {
	if !try {
		return nil, nil
	}
	return c.Get(url)
}

func useMaybe(c *http.Client, url string, try bool) error {
	_, err := maybe(c, url, try) // want "discarded"
	if err != nil {
		return err
	}
	return nil
}

// oneLine leaves no room.
func oneLine(c *http.Client, url string) {
	func() { c.Get(url); time.Sleep(1) }() // want "discarded"
}

func inGoStatement(c *http.Client, url string) {
	go c.Get(url) // want "discarded"
}

func inDefer(c *http.Client, url string) {
	defer c.Get(url) // want "discarded"
}

func inExpression(c *http.Client, url string) (int, error) {
	return status(c.Get(url)) // want "never closed"
}

func status(resp *http.Response, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// literal cannot become the init statement of an if.
type getter struct{ c *http.Client }

func (g getter) get(url string) (*http.Response, error) { return g.c.Get(url) }

func literal(c *http.Client, url string) {
	getter{c}.get(url) // want "discarded"
}

func field(c *http.Client, url string) error {
	var s struct {
		resp *http.Response
		err  error
	}
	s.resp, s.err = c.Get(url) // want "never closed"
	if s.err != nil {
		return s.err
	}
	if s.resp.StatusCode >= 500 {
		return errGaveUp
	}
	return nil
}

// withError gets a response next to an error, too, and would have to close it before it returns that.
func withError(c *http.Client, url string) (int, error) {
	resp, err := (&sdk.Client{HC: c}).Raw(url) // want "not closed"
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// closesNothing has a method Close that leaves the body open.
type closesNothing struct {
	body io.ReadCloser
	done bool
}

func (s *closesNothing) Close() error {
	s.done = true
	return nil
}

//oracle:norun nobody can close what it returns
func open(c *http.Client, url string) (*closesNothing, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &closesNothing{body: resp.Body}, nil
}

func ofNothing(c *http.Client, url string) (int, error) {
	s, err := open(c, url) // want "never closed"
	if err != nil {
		return 0, err
	}
	return s.body.Read(make([]byte, 1))
}

// shadowed has another response by the same name where it returns.
func shadowed(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusOK {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
	}
	return resp, nil
}
