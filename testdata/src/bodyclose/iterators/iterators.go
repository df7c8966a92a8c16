// Package iterators holds functions that yield, and loops over them.
package iterators

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
)

type page struct {
	Items []string `json:"items"`
	Next  string   `json:"next"`
}

// lines yields the lines of the answer and closes it.
func lines(c *http.Client, url string) iter.Seq[string] {
	return func(yield func(string) bool) {
		resp, err := c.Get(url)
		if err != nil {
			return
		}
		defer resp.Body.Close()
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			if !yield(sc.Text()) {
				return
			}
		}
	}
}

// linesLeak does not close if the loop is left early.
func linesLeak(c *http.Client, url string) iter.Seq[string] {
	return func(yield func(string) bool) {
		resp, err := c.Get(url) // want "is not closed"
		if err != nil {
			return
		}
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			if !yield(sc.Text()) {
				return
			}
		}
		resp.Body.Close()
	}
}

func firstLine(c *http.Client, url string) string {
	for line := range lines(c, url) {
		return line
	}
	return ""
}

func firstLineLeaks(c *http.Client, url string) string {
	for line := range linesLeak(c, url) {
		return line
	}
	return ""
}

// owning opens before it returns the iterator, which closes.
func owning(c *http.Client, url string) (iter.Seq[string], error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return func(yield func(string) bool) {
		defer resp.Body.Close()
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			if !yield(sc.Text()) {
				return
			}
		}
	}, nil
}

func owningSometimes(c *http.Client, url string) (iter.Seq[string], error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	return func(yield func(string) bool) {
		defer resp.Body.Close()
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			if !yield(sc.Text()) {
				return
			}
		}
	}, nil
}

func useOwning(c *http.Client, url string) (n int, err error) {
	seq, err := owning(c, url)
	if err != nil {
		return 0, err
	}
	for range seq {
		n++
	}
	return n, nil
}

// responses yields open responses; who ranges closes.
func responses(c *http.Client, urls []string) iter.Seq2[*http.Response, error] {
	return func(yield func(*http.Response, error) bool) {
		for _, u := range urls {
			if !yield(c.Get(u)) {
				return
			}
		}
	}
}

func useResponses(c *http.Client, urls []string) (n int) {
	for resp, err := range responses(c, urls) {
		if err != nil {
			continue
		}
		n += resp.StatusCode
		resp.Body.Close()
	}
	return n
}

// pages follows the links from page to page.
func pages(c *http.Client, url string) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		for next := "/1"; next != ""; {
			resp, err := c.Get(url + next)
			if err != nil {
				yield(page{}, err)
				return
			}
			var p page
			err = json.NewDecoder(resp.Body).Decode(&p)
			resp.Body.Close()
			if !yield(p, err) || err != nil {
				return
			}
			next = p.Next
		}
	}
}

// pagesLeak yields the error before it closes.
func pagesLeak(c *http.Client, url string) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		for next := "/1"; next != ""; {
			resp, err := c.Get(url + next) // want "is not closed"
			if err != nil {
				yield(page{}, err)
				return
			}
			var p page
			if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
				yield(page{}, err)
				return
			}
			resp.Body.Close()
			if !yield(p, nil) {
				return
			}
			next = p.Next
		}
	}
}

func three(yield func(int) bool) {
	_ = yield(0) && yield(1) && yield(2)
}

// bodyOfLoop requests inside a range over a function.
func bodyOfLoop(c *http.Client, url string) error {
	for i := range three {
		resp, err := c.Get(fmt.Sprintf("%s/%d", url, i))
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func bodyOfLoopForgets(c *http.Client, url string) error {
	for i := range three {
		resp, err := c.Get(fmt.Sprintf("%s/%d", url, i)) // want "is not closed|overwritten"
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusNotFound {
			continue
		}
		resp.Body.Close()
	}
	return nil
}

// bodyOfLoopDefers closes all when the function returns, not when the loop goes on.
func bodyOfLoopDefers(c *http.Client, url string) error {
	for i := range three {
		resp, err := c.Get(fmt.Sprintf("%s/%d", url, i)) // want "defer in a loop"
		if err != nil {
			return err
		}
		defer resp.Body.Close()
	}
	return nil
}

// outerResponse is closed inside the loop over the function, once.
func outerResponse(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	for i := range three {
		if i == 1 {
			return resp.Body.Close()
		}
	}
	return resp.Body.Close()
}

// outerResponseReturns leaves from inside the loop.
func outerResponseReturns(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	for i := range three {
		if i == 1 && resp.StatusCode != http.StatusOK {
			return io.ErrUnexpectedEOF
		}
	}
	return resp.Body.Close()
}

// pull drives the iterator by hand and stops it.
func pull(c *http.Client, url string) string {
	next, stop := iter.Pull(lines(c, url))
	defer stop()
	line, _ := next()
	return line
}
