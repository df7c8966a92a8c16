// Package defers holds leaks that a deferred close mends.
package defers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

var errStatus = errors.New("unexpected status")

func never(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		return nil, err
	}

	return io.ReadAll(resp.Body)
}

//oracle:exits log.Fatal
func neverFatal(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		log.Fatal(err) // which is the end
	} // so far so good
	return resp.StatusCode
}

func neverPanics(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	if nil != err {
		if strings.HasPrefix(url, "x") {
			panic(url)
		} else {
			panic(err)
		}
	}
	return resp.StatusCode
}

// orNil checks both results.
func orNil(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	if err != nil || resp == nil {
		return 0
	}
	return resp.StatusCode
}

// between checks the error after something else.
func between(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	host, _ := os.Hostname()
	log.SetPrefix(host)
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func inElse(c *http.Client, url string) (code int, err error) {
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		err = fmt.Errorf("get: %w", err)
	} else {
		code = resp.StatusCode
	}
	return code, err
}

func inThen(c *http.Client, url string) (code int) {
	if resp, err := c.Get(url); err == nil { // want "never closed"
		code = resp.StatusCode
	}
	return code
}

func initAssigns(c *http.Client, url string) (code int, err error) {
	var resp *http.Response
	if resp, err = c.Get(url); err != nil { // want "never closed"
		return 0, err
	}
	return resp.StatusCode, nil
}

func declared(c *http.Client, url string) (int, error) {
	var resp, err = c.Get(url) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func inClause(c *http.Client, url, how string) (int, error) {
	switch how {
	case "GET":
		resp, err := c.Get(url) // want "never closed"
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, nil
	default:
		return 0, errStatus
	}
}

func inLiteral(c *http.Client, urls []string) (n int) {
	for _, u := range urls {
		func() {
			resp, err := c.Get(u) // want "never closed"
			if err != nil {
				return
			}
			n += resp.StatusCode
		}()
	}
	return n
}

// moved has the defer in the wrong place; the lines around it stay as they are.
func moved(c *http.Client, url string) (v any, err error) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}

	defer resp.Body.Close()

	err = json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}

func movedLast(c *http.Client, url string) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return
	}
	if resp.StatusCode != http.StatusOK {
		return
	}

	defer func() { _ = resp.Body.Close() }()
}

// notMoved keeps the statement that the comment is about.
func notMoved(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	// Let the connection be used again.
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// notMovedError reports what the close says.
func notMovedError(c *http.Client, url string) (err error) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// twice uses one variable for two responses: each gets its own defer.
func twice(c *http.Client, url string) (int64, error) {
	resp, err := c.Get(url + "/a") // want "never closed|overwritten"
	if err != nil {
		return 0, err
	}
	n := resp.ContentLength
	resp, err = c.Get(url + "/b") // want "never closed"
	if err != nil {
		return 0, err
	}
	return n + resp.ContentLength, nil
}

// mixed asks for two things at once, so the close cannot go behind the check.
func mixed(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func switched(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	switch {
	case err != nil:
		return 0
	case resp.StatusCode == http.StatusOK:
		return 1
	}
	return 2
}

// must returns v, or panics.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func throughMust(c *http.Client, url string) int {
	resp := must(c.Get(url)) // want "never closed"
	return resp.StatusCode
}

// check ends the program, which nobody can see from its call.
//
//oracle:exits log.Fatal
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// derefs would panic by itself without a response.
//
//oracle:exits log.Fatal
func derefs(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "never closed"
	check(err)
	name := "code"
	log.SetPrefix(name)
	if resp.StatusCode != http.StatusOK {
		return 0
	}
	return 1
}

// derefsAtOnce forgets the check: a close in its place would panic first.
func derefsAtOnce(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want "never closed"
	return resp.StatusCode, err
}

func errorIgnored(c *http.Client, url string) int {
	resp, _ := c.Get(url) // want "never closed"
	log.SetPrefix("code")
	if resp != nil {
		return resp.StatusCode
	}
	return 0
}

// mayBe returns neither a response nor an error for an empty URL.
func mayBe(c *http.Client, url string) (*http.Response, error) {
	if url == "" {
		return nil, nil
	}
	return c.Get(url)
}

func useMayBe(c *http.Client, url string) (int, error) {
	resp, err := mayBe(c, url) // want "never closed"
	if err != nil {
		return 0, err
	}
	if resp == nil {
		return 0, nil
	}
	return resp.StatusCode, nil
}

// open returns the body alone.
func open(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func useOpen(c *http.Client, url string) ([]byte, error) {
	body, err := open(c, url) // want "never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(body)
}

// A page is a response with a name.
type page struct {
	*http.Response
	name string
}

func get(c *http.Client, url string) (*page, bool) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, false
	}
	return &page{resp, url}, true
}

func usePage(c *http.Client, url string) string {
	p, ok := get(c, url) // want "never closed"
	if !ok {
		return ""
	}
	return p.name + p.Status
}

// A stream has to be closed itself.
type stream struct{ body io.ReadCloser }

func (s *stream) Close() { s.body.Close() }

func (s *stream) first() (b [1]byte, err error) {
	_, err = s.body.Read(b[:])
	return b, err
}

func newStream(c *http.Client, url string) (*stream, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &stream{resp.Body}, nil
}

func useStream(c *http.Client, url string) (byte, error) {
	s, err := newStream(c, url) // want "never closed"
	if err != nil {
		return 0, err
	}
	b, err := s.first()
	return b[0], err
}
