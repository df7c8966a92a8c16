// Package containers keeps responses in slices, maps and arrays that do not leave the function.
package containers

import (
	"errors"
	"io"
	"net/http"
)

var errStatus = errors.New("status")

type answer struct {
	resp *http.Response
	err  error
}

func listForgotten(c *http.Client, urls []string) (code int, err error) {
	var all []*http.Response
	for _, u := range urls {
		resp, err := c.Get(u) // want "is never closed"
		if err != nil {
			return 0, err
		}
		all = append(all, resp)
	}
	for _, resp := range all {
		code = max(code, resp.StatusCode)
	}
	return code, nil
}

func listClosed(c *http.Client, urls []string) (code int, err error) {
	var all []*http.Response
	defer func() {
		for _, resp := range all {
			err = errors.Join(err, resp.Body.Close())
		}
	}()
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			return 0, err
		}
		all = append(all, resp)
	}
	for _, resp := range all {
		code = max(code, resp.StatusCode)
	}
	return code, nil
}

func listReturnsBeforeClosing(c *http.Client, urls []string) error {
	var all []*http.Response
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed when"
		if err != nil {
			return err
		}
		all = append(all, resp)
	}
	for _, resp := range all {
		_ = resp.Body.Close()
	}
	return nil
}

func listCleansUp(c *http.Client, urls []string) error {
	var all []*http.Response
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			for i := range all {
				_ = all[i].Body.Close()
			}
			return err
		}
		all = append(all, resp)
	}
	for _, resp := range all {
		_ = resp.Body.Close()
	}
	return nil
}

// The answers without an error are closed.
func answersClosed(c *http.Client, urls []string) (code int) {
	var all []answer
	for _, u := range urls {
		resp, err := c.Get(u)
		all = append(all, answer{resp, err})
	}
	for _, a := range all {
		if a.err != nil {
			continue
		}
		code = max(code, a.resp.StatusCode)
		a.resp.Body.Close()
	}
	return code
}

func answersClosedByPointer(c *http.Client, urls []string) (code int) {
	all := make([]*answer, 0, len(urls))
	for _, u := range urls {
		a := new(answer)
		if a.resp, a.err = c.Get(u); a.err == nil {
			code = max(code, a.resp.StatusCode)
		}
		all = append(all, a)
	}
	for _, a := range all {
		if a.err == nil {
			a.resp.Body.Close()
		}
	}
	return code
}

func answersForgotten(c *http.Client, urls []string) (code int) {
	all := make([]answer, len(urls))
	for i, u := range urls {
		all[i].resp, all[i].err = c.Get(u) // want "is never closed"
	}
	for _, a := range all {
		if a.err == nil {
			code = max(code, a.resp.StatusCode)
		}
	}
	return code
}

func answersInPlace(c *http.Client, urls []string) (code int) {
	all := make([]answer, len(urls))
	for i, u := range urls {
		all[i].resp, all[i].err = c.Get(u)
	}
	for i := range all {
		if all[i].err == nil {
			code = max(code, all[i].resp.StatusCode)
			all[i].resp.Body.Close()
		}
	}
	return code
}

// The second loop is over the same urls as the first.
func parallel(c *http.Client, urls []string) error {
	all := make([]io.ReadCloser, len(urls))
	for i, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			for _, body := range all[:i] {
				body.Close()
			}
			return err
		}
		all[i] = resp.Body
	}
	for i := range urls {
		all[i].Close()
	}
	return nil
}

// One is picked, the others are closed.
func picks(c *http.Client, urls []string) (*http.Response, error) {
	var all []*http.Response
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil {
			all = append(all, resp)
		}
	}
	best := -1
	for i, resp := range all {
		if best < 0 && resp.StatusCode == http.StatusOK {
			best = i
			continue
		}
		resp.Body.Close()
	}
	if best < 0 {
		return nil, errStatus
	}
	return all[best], nil
}

// Those that are wanted are kept in place.
func filters(c *http.Client, urls []string) []*http.Response {
	var all []*http.Response
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil {
			all = append(all, resp)
		}
	}
	good := all[:0]
	for _, resp := range all {
		if resp.StatusCode == http.StatusOK {
			good = append(good, resp)
		} else {
			resp.Body.Close()
		}
	}
	return good
}

// The rest is closed by way of another slice.
func others(c *http.Client, urls []string) (io.ReadCloser, error) {
	var all []*http.Response
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			continue
		}
		all = append(all, resp)
	}
	if len(all) == 0 {
		return nil, errStatus
	}
	first, rest := all[0], all[1:]
	for _, resp := range rest {
		resp.Body.Close()
	}
	return first.Body, nil
}

func closersForgotten(c *http.Client, urls []string) (err error) {
	var closers []io.Closer
	defer func() {
		if err != nil {
			for _, c := range closers {
				c.Close()
			}
		}
	}()
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed"
		if err != nil {
			return err
		}
		closers = append(closers, resp.Body)
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
	}
	return nil
}

func closersRun(c *http.Client, urls []string) (err error) {
	var cleanups []func() error
	defer func() {
		for i := len(cleanups) - 1; i >= 0; i-- {
			err = errors.Join(err, cleanups[i]())
		}
	}()
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			return err
		}
		cleanups = append(cleanups, resp.Body.Close)
	}
	return nil
}

// The queue is worked off.
func queue(c *http.Client, urls []string) (code int) {
	var waiting []*http.Response
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil {
			waiting = append(waiting, resp)
		}
	}
	for len(waiting) > 0 {
		next := waiting[0]
		waiting = waiting[1:]
		code = max(code, next.StatusCode)
		next.Body.Close()
	}
	return code
}

// What is copied or appended to another list is there.
func moves(c *http.Client, urls []string) error {
	var fresh, all []*http.Response
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			break
		}
		fresh = append(fresh, resp)
	}
	all = append(all, fresh...)
	twin := make([]*http.Response, len(all))
	copy(twin, all)
	for _, resp := range twin {
		if err := resp.Body.Close(); err != nil {
			continue
		}
	}
	return nil
}

func array(c *http.Client, url string, n int) (code int, err error) {
	var all [4]*http.Response
	for i := range n % 4 {
		if all[i], err = c.Get(url); err != nil { // want "is not closed when"
			return 0, err
		}
	}
	for _, resp := range all {
		if resp != nil {
			code = max(code, resp.StatusCode)
			resp.Body.Close()
		}
	}
	return code, nil
}

func arrayClosed(c *http.Client, url string, n int) (code int, err error) {
	var all [4]*http.Response
	defer func() {
		for _, resp := range all {
			if resp != nil {
				resp.Body.Close()
			}
		}
	}()
	for i := range n % 4 {
		if all[i], err = c.Get(url); err != nil {
			return 0, err
		}
		code = max(code, all[i].StatusCode)
	}
	return code, nil
}

// A list that is known elsewhere is not forgotten.
type batch struct{ all []*http.Response }

func (b *batch) close() {
	for _, resp := range b.all {
		resp.Body.Close()
	}
}

func byBatch(c *http.Client, urls []string) (code int) {
	b := &batch{}
	defer b.close()
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil {
			b.all = append(b.all, resp)
			code = max(code, resp.StatusCode)
		}
	}
	return code
}

func byBatchForgotten(c *http.Client, urls []string) (code int) {
	b := batch{}
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil { // want "is not closed"
			b.all = append(b.all, resp)
			code = max(code, resp.StatusCode)
		}
	}
	if code == http.StatusOK {
		b.close()
	}
	return code
}
