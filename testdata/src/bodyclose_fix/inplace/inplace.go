// Package inplace holds leaks that no deferred close can mend: in loops, and where the body is handed over.
package inplace

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

const tries = 3

var errGaveUp = errors.New("gave up")

type page struct {
	Items []string `json:"items"`
}

func deferred(c *http.Client, urls []string) (all []string, err error) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()

		var p page
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			return nil, err
		}

		all = append(all, p.Items...)
	}
	return all, nil
}

func deferredUnread(c *http.Client, urls []string) (sum int, err error) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err != nil {
			return 0, err
		}
		sum += resp.StatusCode

		defer func() { _ = resp.Body.Close() }()
	}
	return sum, nil
}

func poll(c *http.Client, url string) error {
	for range tries {
		resp, err := c.Get(url) // want "overwritten|not closed"
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusOK {
			return resp.Body.Close()
		}
	}
	return errGaveUp
}

func retry(c *http.Client, url string) (*http.Response, error) {
	for range tries {
		resp, err := c.Get(url) // want "overwritten|not closed"
		if err != nil {
			continue
		}
		if resp.StatusCode >= 500 {
			continue // try again
		}
		if resp.StatusCode >= 400 {
			return nil, fmt.Errorf("status %s", resp.Status)
		}
		return resp, nil
	}
	return nil, errGaveUp
}

// counted reads the body by way of other variables.
func counted(c *http.Client, urls []string) (n int) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "never closed|overwritten"
		if err != nil {
			continue
		}
		var r io.Reader = resp.Body
		sc := bufio.NewScanner(r)
		for sc.Scan() {
			if sc.Text() == "" {
				continue
			}
			n++
		}
		fmt.Fprintln(io.Discard, n)
	}
	return n
}

func labelled(c *http.Client, urls []string) (n int) {
hosts:
	for _, u := range urls {
		resp, err := c.Get(u) // want "overwritten|not closed"
		if err != nil {
			break
		}
		buf := make([]byte, 1)
		for {
			k, err := resp.Body.Read(buf)
			n += k
			if err != nil {
				break
			}
			if buf[0] == '}' {
				continue hosts
			}
		}
		resp.Body.Close()
	}
	return n
}

func unread(c *http.Client, urls []string) (n int) {
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil { // want "never closed|overwritten"
			n += resp.StatusCode
		}
	}
	return n
}

func ownLiteral(c *http.Client, urls []string) (all []*page) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "overwritten|not closed"
		if err != nil {
			return nil
		}
		p := new(page)
		switch err := json.NewDecoder(resp.Body).Decode(p); {
		case errors.Is(err, io.EOF):
			continue
		case err != nil:
			return nil
		default:
			all = append(all, p)
		}
		resp.Body.Close()
	}
	return all
}

func returned(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	return resp, nil
}

func checkStatus(resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

func returnedChecked(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url) // want "not closed"
	if err != nil {
		return nil, err
	}
	if err := checkStatus(resp); err != nil {
		// The body has nothing to say.
		return nil, err
	}
	return resp.Body, nil
}

// A session keeps a response.
type session struct {
	hc   *http.Client
	base string
	resp *http.Response
}

func (s *session) open() error {
	resp, err := s.hc.Get(s.base) // want "not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	s.resp = resp
	return nil
}
