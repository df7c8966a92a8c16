// Package channels has goroutines that send their response to the function that started them.
package channels

import (
	"context"
	"errors"
	"net/http"
	"time"
)

var errSlow = errors.New("slow")

type result struct {
	resp *http.Response
	err  error
}

// patience returns how long to wait for an answer.
func patience(hurry bool) time.Duration {
	if hurry {
		return time.Nanosecond
	}
	return time.Minute
}

func givesUp(c *http.Client, url string, hurry bool) error {
	ch := make(chan *http.Response, 1)
	go func() {
		resp, err := c.Get(url) // want "is not closed when"
		if err != nil {
			resp = nil
		}
		ch <- resp
	}()
	select {
	case <-time.After(patience(hurry)):
		return errSlow
	case resp := <-ch:
		if resp == nil {
			return errSlow
		}
		return resp.Body.Close()
	}
}

func givesUpWithError(c *http.Client, url string, hurry bool) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url) // want "is not closed when"
		ch <- result{resp, err}
	}()
	select {
	case r := <-ch:
		if r.err != nil {
			return r.err
		}
		return r.resp.Body.Close()
	case <-time.After(patience(hurry)):
		return errSlow
	}
}

// The goroutine that cannot send is lost as well.
func givesUpUnbuffered(c *http.Client, url string, hurry bool) error {
	ch := make(chan *result)
	go func() {
		resp, err := c.Get(url) // want "is not closed when"
		ch <- &result{resp, err}
	}()
	timer := time.NewTimer(patience(hurry))
	defer timer.Stop()
	select {
	case r := <-ch:
		if r.err != nil {
			return r.err
		}
		return r.resp.Body.Close()
	case <-timer.C:
		return errSlow
	}
}

func doesNotWait(c *http.Client, url string, hurry bool) error {
	ch := make(chan *http.Response, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if resp, err := c.Get(url); err == nil { // want "is not closed when"
			ch <- resp
		}
	}()
	if !hurry {
		<-done
	}
	select {
	case resp := <-ch:
		return resp.Body.Close()
	default:
		return errSlow
	}
}

func leavesFirst(c *http.Client, url string, fail bool) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url) // want "is not closed when"
		ch <- result{resp, err}
	}()
	if fail {
		return errSlow
	}
	r := <-ch
	if r.err != nil {
		return r.err
	}
	return r.resp.Body.Close()
}

func receivesAndLeaks(c *http.Client, url string) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url) // want "is not closed when"
		ch <- result{resp, err}
	}()
	r := <-ch
	if r.err != nil {
		return r.err
	}
	if r.resp.StatusCode != http.StatusOK {
		return errSlow
	}
	return r.resp.Body.Close()
}

// A request ends with its context.
func endsWithContext(ctx context.Context, c *http.Client, req *http.Request) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Do(req.WithContext(ctx))
		ch <- result{resp, err}
	}()
	select {
	case r := <-ch:
		if r.err != nil {
			return r.err
		}
		return r.resp.Body.Close()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Somebody receives it later.
func cleansUp(c *http.Client, url string, hurry bool) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url)
		ch <- result{resp, err}
	}()
	select {
	case r := <-ch:
		if r.err != nil {
			return r.err
		}
		return r.resp.Body.Close()
	case <-time.After(patience(hurry)):
		go func() {
			if r := <-ch; r.err == nil {
				r.resp.Body.Close()
			}
		}()
		return errSlow
	}
}

// It asks again and again, and leaves by way of the answer only.
func asks(c *http.Client, url string) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url)
		ch <- result{resp, err}
	}()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case r := <-ch:
			if r.err != nil {
				return r.err
			}
			return r.resp.Body.Close()
		case <-tick.C:
		}
	}
}

func asksThrice(c *http.Client, url string, hurry bool) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url) // want "is not closed when"
		ch <- result{resp, err}
	}()
	for range 3 {
		select {
		case r := <-ch:
			if r.err != nil {
				return r.err
			}
			return r.resp.Body.Close()
		case <-time.After(patience(hurry)):
		}
	}
	return errSlow
}

func ranges(c *http.Client, url string) (err error) {
	ch := make(chan *http.Response)
	go func() {
		defer close(ch)
		resp, err := c.Get(url)
		if err == nil {
			ch <- resp
		}
	}()
	for resp := range ch {
		err = errors.Join(err, resp.Body.Close())
	}
	return err
}

func rangesAndLeaks(c *http.Client, url string) (n int) {
	ch := make(chan *http.Response)
	go func() {
		defer close(ch)
		resp, err := c.Get(url) // want "is never closed"
		if err == nil {
			ch <- resp
		}
	}()
	for resp := range ch {
		n += resp.StatusCode
	}
	return n
}

// The first of several takes all: who receives the others is not known.
func races(c *http.Client, urls []string) error {
	ch := make(chan result, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url)
			ch <- result{resp, err}
		}()
	}
	var err error
	for range urls {
		r := <-ch
		if err = r.err; err == nil {
			r.resp.Body.Close()
		}
	}
	return err
}

// The channel goes elsewhere.
func hands(c *http.Client, url string) <-chan result {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url)
		ch <- result{resp, err}
	}()
	return ch
}

func usesHanded(c *http.Client, url string) error {
	r := <-hands(c, url)
	if r.err != nil {
		return r.err
	}
	return r.resp.Body.Close()
}

//oracle:norun nobody sends
func wait(ch chan result) error {
	r := <-ch
	if r.err != nil {
		return r.err
	}
	return r.resp.Body.Close()
}

func waits(c *http.Client, url string) error {
	ch := make(chan result, 1)
	go func() {
		resp, err := c.Get(url)
		ch <- result{resp, err}
	}()
	return wait(ch)
}

// The goroutine closes what nobody wants.
func offers(ctx context.Context, c *http.Client, url string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ch := make(chan *http.Response)
	go func() {
		resp, err := c.Get(url)
		if err != nil {
			close(ch)
			return
		}
		select {
		case ch <- resp:
		case <-ctx.Done():
			resp.Body.Close()
		}
	}()
	if resp := <-ch; resp != nil {
		return resp.Body.Close()
	}
	return nil
}

// Two goroutines send to the same channel.
func both(c *http.Client, url string) error {
	ch := make(chan result, 2)
	go func() {
		resp, err := c.Get(url)
		ch <- result{resp, err}
	}()
	go func() {
		resp, err := c.Head(url)
		ch <- result{resp, err}
	}()
	var errs []error
	for range 2 {
		if r := <-ch; r.err != nil {
			errs = append(errs, r.err)
		} else {
			errs = append(errs, r.resp.Body.Close())
		}
	}
	return errors.Join(errs...)
}
