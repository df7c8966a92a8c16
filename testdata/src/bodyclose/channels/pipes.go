package channels

import (
	"errors"
	"net/http"
	"sync"
)

// What comes behind the first answer that is no good stays in the channel.
func givesUpEarly(c *http.Client, urls []string) (code int, err error) {
	ch := make(chan result, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url) // want "is not closed when"
			ch <- result{resp, err}
		}()
	}
	for range urls {
		r := <-ch
		if r.err != nil {
			return 0, r.err
		}
		code = max(code, r.resp.StatusCode)
		r.resp.Body.Close()
	}
	return code, nil
}

func goesOn(c *http.Client, urls []string) (code int, err error) {
	ch := make(chan result, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url)
			ch <- result{resp, err}
		}()
	}
	for range urls {
		r := <-ch
		if r.err != nil {
			err = r.err
			continue
		}
		code = max(code, r.resp.StatusCode)
		r.resp.Body.Close()
	}
	return code, err
}

// The others are received by a goroutine.
func drains(c *http.Client, urls []string) (code int, err error) {
	ch := make(chan result, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url)
			ch <- result{resp, err}
		}()
	}
	for i := range urls {
		r := <-ch
		if r.err == nil {
			go func() {
				for range len(urls) - i - 1 {
					if r := <-ch; r.err == nil {
						r.resp.Body.Close()
					}
				}
			}()
			defer r.resp.Body.Close()
			return r.resp.StatusCode, nil
		}
		err = r.err
	}
	return 0, err
}

// The first is looked at, the others are closed.
func firstAndOthers(c *http.Client, urls []string) (code int) {
	ch := make(chan *http.Response, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url)
			if err != nil {
				resp = nil
			}
			ch <- resp
		}()
	}
	if len(urls) == 0 {
		return 0
	}
	if first := <-ch; first != nil {
		code = first.StatusCode
		first.Body.Close()
	}
	for range len(urls) - 1 {
		if resp := <-ch; resp != nil {
			resp.Body.Close()
		}
	}
	return code
}

// How often it receives is counted by itself.
func counts(c *http.Client, urls []string) (code int) {
	ch := make(chan *http.Response)
	waiting := 0
	for _, url := range urls {
		waiting++
		go func() {
			resp, err := c.Get(url)
			if err != nil {
				resp = nil
			}
			ch <- resp
		}()
	}
	for waiting > 0 {
		resp := <-ch
		waiting--
		if resp == nil {
			continue
		}
		code = max(code, resp.StatusCode)
		resp.Body.Close()
	}
	return code
}

func closedInTheEnd(c *http.Client, urls []string) (err error) {
	ch := make(chan *http.Response, len(urls))
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() {
			if resp, err := c.Get(url); err == nil {
				ch <- resp
			}
		})
	}
	wg.Wait()
	close(ch)
	for resp := range ch {
		err = errors.Join(err, resp.Body.Close())
	}
	return err
}

func closedByGoroutine(c *http.Client, urls []string) (code int) {
	ch := make(chan *http.Response)
	var wg sync.WaitGroup
	wg.Add(len(urls))
	for _, url := range urls {
		go func() {
			defer wg.Done()
			if resp, err := c.Get(url); err == nil {
				ch <- resp
			}
		}()
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	for resp := range ch {
		code = max(code, resp.StatusCode)
		resp.Body.Close()
	}
	return code
}

func closedAndForgotten(c *http.Client, urls []string) (code int) {
	ch := make(chan *http.Response, len(urls))
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() {
			if resp, err := c.Get(url); err == nil { // want "is not closed"
				ch <- resp
			}
		})
	}
	wg.Wait()
	close(ch)
	for resp := range ch {
		if resp.StatusCode != http.StatusOK {
			return 0
		}
		code = max(code, resp.StatusCode)
		resp.Body.Close()
	}
	return code
}

// A queue in the function itself.
func queues(c *http.Client, urls []string) (code int) {
	ch := make(chan *http.Response, len(urls))
	for _, url := range urls {
		resp, err := c.Get(url)
		if err != nil {
			break
		}
		ch <- resp
	}
	for range len(ch) {
		resp := <-ch
		code = max(code, resp.StatusCode)
		resp.Body.Close()
	}
	return code
}

func queuesAndForgets(c *http.Client, urls []string) (code int) {
	ch := make(chan *http.Response, len(urls))
	for _, url := range urls {
		resp, err := c.Get(url) // want "is not closed when"
		if err != nil {
			return 0
		}
		code = max(code, resp.StatusCode)
		ch <- resp
	}
	for range urls {
		(<-ch).Body.Close()
	}
	return code
}

// The losers of the race stay in the channel.
func wins(c *http.Client, urls []string) (*http.Response, error) {
	won := make(chan *http.Response, len(urls))
	lost := make(chan error, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url) // want "is not closed"
			if err != nil {
				lost <- err
				return
			}
			won <- resp
		}()
	}
	for range urls {
		select {
		case resp := <-won:
			return resp, nil
		case <-lost:
		}
	}
	return nil, errSlow
}

func winsAndCloses(c *http.Client, urls []string) (*http.Response, error) {
	won := make(chan *http.Response, len(urls))
	lost := make(chan error, len(urls))
	for _, url := range urls {
		go func() {
			resp, err := c.Get(url)
			if err != nil {
				lost <- err
				return
			}
			won <- resp
		}()
	}
	var first *http.Response
	for range urls {
		select {
		case resp := <-won:
			if first == nil {
				first = resp
				continue
			}
			resp.Body.Close()
		case <-lost:
		}
	}
	if first == nil {
		return nil, errSlow
	}
	return first, nil
}

// What the function itself has sent is there.
func takesBack(c *http.Client, url string) error {
	ch := make(chan *http.Response, 1)
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	ch <- resp
	select {
	case resp := <-ch:
		return resp.Body.Close()
	default:
		return errSlow
	}
}

func takesBackOrNot(c *http.Client, url string, hurry bool) error {
	ch := make(chan *http.Response, 1)
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return err
	}
	ch <- resp
	if hurry {
		return errSlow
	}
	return (<-ch).Body.Close()
}

// What one goroutine sends has an order: nil comes last.
func endsWithNil(c *http.Client, urls []string) {
	out := make(chan *http.Response)
	go func() {
		for _, u := range urls {
			r, err := c.Get(u)
			if err != nil {
				continue
			}
			out <- r
		}
		out <- nil
	}()
	for {
		r := <-out
		if r == nil {
			return
		}
		r.Body.Close()
	}
}

// The sender is done when all has been received.
func endsWhenDone(c *http.Client, u string) int {
	out := make(chan *http.Response)
	done := make(chan bool)
	go func() {
		defer close(done)
		for range 3 {
			r, err := c.Get(u)
			if err == nil {
				out <- r
			}
		}
	}()
	n := 0
	for {
		select {
		case r := <-out:
			n++
			r.Body.Close()
		case <-done:
			return n
		}
	}
}

type outcome struct {
	resp *http.Response
	err  error
}

// recoversAndSends sends once: the deferred function does so only if the request panicked.
func recoversAndSends(c *http.Client, u string) (*http.Response, error) {
	out := make(chan outcome, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				out <- outcome{err: errors.New("panicked")}
			}
		}()
		resp, err := c.Get(u)
		out <- outcome{resp, err}
	}()
	o := <-out
	return o.resp, o.err
}

// recoversAndForgets does the same, and looks at the error alone.
func recoversAndForgets(c *http.Client, u string) error {
	out := make(chan outcome, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				out <- outcome{err: errors.New("panicked")}
			}
		}()
		resp, err := c.Get(u) // want "is never closed|is not closed"
		out <- outcome{resp, err}
	}()
	o := <-out
	return o.err
}
