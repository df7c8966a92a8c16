package odd

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// deferStack shows the order of deferred calls: the last one closes.
func deferStack(c *http.Client, url string) (err error) {
	var body io.ReadCloser
	defer func() {
		if body != nil {
			body.Close()
		}
	}()
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() { body = resp.Body }()
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return nil
}

// deferStackWrong sets the variable after it was looked at.
func deferStackWrong(c *http.Client, url string) (err error) {
	var body io.ReadCloser
	resp, err := c.Get(url) // want "is (not|never) closed"
	if err != nil {
		return err
	}
	defer func() { body = resp.Body }()
	defer func() {
		if body != nil {
			body.Close()
		}
	}()
	return nil
}

// deferInBranch closes what is well.
func deferInBranch(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusOK {
		defer resp.Body.Close()
	}
	return nil
}

func deferInEachBranch(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.ContentLength != 0 {
		defer resp.Body.Close()
	} else {
		defer func(rc io.Closer) { rc.Close() }(resp.Body)
	}
	return nil
}

// nestedDefer defers inside of the deferred function.
func nestedDefer(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() {
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, resp.Body)
	}()
	return nil
}

// deferredEarlyReturn drains, and returns before the close if that fails.
func deferredEarlyReturn(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return
		}
		resp.Body.Close()
	}()
	return nil
}

// goDefer starts the closing function by a deferred go.
func goDefer(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() { go resp.Body.Close() }()
	return nil
}

// goMethod closes in a goroutine, without a closure.
func goMethod(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	go resp.Body.Close()
	return nil
}

// goSometimes starts the goroutine that closes on one path only.
func goSometimes(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusOK {
		go func() {
			defer resp.Body.Close()
			_, _ = io.Copy(io.Discard, resp.Body)
		}()
	}
	return nil
}

// raced gets the response or the timeout; the goroutine closes what comes late.
func raced(ctx context.Context, c *http.Client, url string, limit time.Duration) error {
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
		case <-time.After(20 * limit):
			resp.Body.Close()
		}
	}()
	select {
	case resp, ok := <-ch:
		if !ok {
			return errStatus
		}
		return resp.Body.Close()
	case <-time.After(limit):
		return context.DeadlineExceeded
	}
}

// gate waits for a signal before it closes.
func gate(c *http.Client, url string) error {
	var wg sync.WaitGroup
	open := make(chan struct{})
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-open
		resp.Body.Close()
	}()
	close(open)
	wg.Wait()
	return nil
}

// labelled continues past the close.
func labelled(c *http.Client, urls []string) (n int) {
next:
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed|overwritten"
		if err != nil {
			continue
		}
		for _, v := range resp.Header["Content-Type"] {
			if v == "text/plain; charset=utf-8" {
				continue next
			}
		}
		resp.Body.Close()
		n++
	}
	return n
}

// switchInLoop breaks out of the switch, not of the loop.
func switchInLoop(c *http.Client, urls []string) (n int) {
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			continue
		}
		switch resp.StatusCode {
		case http.StatusOK:
			n++
		case http.StatusNotFound:
			break
		default:
			n--
		}
		resp.Body.Close()
	}
	return n
}

// conditionInFor requests in the condition of its loop.
func conditionInFor(c *http.Client, url string) (n int) {
	get := func() *http.Response {
		resp, err := c.Get(url)
		if err != nil {
			return nil
		}
		return resp
	}
	for resp := get(); resp != nil && n < 3; resp = get() {
		resp.Body.Close()
		n++
		if n == 3 {
			break
		}
	}
	return n
}

// conditionInForForgets requests once more than it closes.
func conditionInForForgets(c *http.Client, url string) (n int) {
	get := func() *http.Response {
		resp, err := c.Get(url)
		if err != nil {
			return nil
		}
		return resp
	}
	for resp := get(); resp != nil && n < 3; resp = get() { // want "is not closed"
		resp.Body.Close()
		n++
	}
	return n
}

// manyReturns closes before each of them.
func manyReturns(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	switch {
	case err != nil && resp == nil:
		return "", err
	case err != nil:
		resp.Body.Close()
		return "", err
	}
	if resp.StatusCode == http.StatusNotFound {
		resp.Body.Close()
		return "none", nil
	}
	if resp.Header.Get("Content-Type") == "" {
		_ = resp.Body.Close()
		return "", errStatus
	}
	b, err := io.ReadAll(resp.Body)
	if cerr := resp.Body.Close(); cerr != nil {
		return "", cerr
	}
	return string(b), err
}

// infinite loops until it returns.
func infinite(c *http.Client, url string) error {
	for n := 0; ; n++ {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusOK || n == 2 {
			return resp.Body.Close()
		}
		resp.Body.Close()
	}
}

// lookup hides the close in a map of actions.
func lookup(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	actions := map[bool]func(){
		true:  func() { resp.Body.Close() },
		false: func() { io.Copy(io.Discard, resp.Body); resp.Body.Close() },
	}
	actions[resp.StatusCode == http.StatusOK]()
	return nil
}

// watch closes when the context ends, as well as at the end.
func watch(ctx context.Context, c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
		case <-done:
		}
		resp.Body.Close()
	}()
	defer close(done)
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
