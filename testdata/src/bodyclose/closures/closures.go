// Package closures holds function literals that request, close, or keep a body.
package closures

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

var errStatus = errors.New("unexpected status")

func calledLater(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	cleanup := func() { resp.Body.Close() }
	if resp.StatusCode != http.StatusOK {
		cleanup()
		return errStatus
	}
	cleanup()
	return nil
}

// calledSometimes builds the clean-up and does not run it on one path.
func calledSometimes(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	cleanup := func() { resp.Body.Close() }
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	cleanup()
	return nil
}

func neverCalled(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is (not|never) closed"
	if err != nil {
		return err
	}
	cleanup := func() { resp.Body.Close() }
	_ = cleanup
	return nil
}

func assignsOuter(c *http.Client, url string) error {
	var resp *http.Response
	request := func() (err error) {
		resp, err = c.Get(url)
		return err
	}
	if err := request(); err != nil {
		return err
	}
	return resp.Body.Close()
}

func assignsOuterForgets(c *http.Client, url string) error {
	var resp *http.Response
	request := func() (err error) {
		resp, err = c.Get(url) // want "is not closed"
		return err
	}
	if err := request(); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return resp.Body.Close()
}

// retry calls f until it succeeds, three times at most.
func retry(f func() error) (err error) {
	for range 3 {
		if err = f(); err == nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return err
}

// retried overwrites resp when f fails because of the status.
func retried(c *http.Client, url string) error {
	var resp *http.Response
	err := retry(func() (err error) {
		resp, err = c.Get(url) // want "overwritten|is not closed"
		if err != nil {
			return err
		}
		if resp.StatusCode >= 500 {
			return errStatus
		}
		return nil
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func retriedCloses(c *http.Client, url string) error {
	var resp *http.Response
	err := retry(func() (err error) {
		resp, err = c.Get(url)
		if err != nil {
			return err
		}
		if resp.StatusCode >= 500 {
			resp.Body.Close()
			return errStatus
		}
		return nil
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// retriedErrorOnly tries again when there is no response.
func retriedErrorOnly(c *http.Client, url string) error {
	var resp *http.Response
	err := retry(func() (err error) {
		resp, err = c.Get(url)
		return err
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func retriedWhole(c *http.Client, url string) (body []byte, err error) {
	err = retry(func() error {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
		body, err = io.ReadAll(resp.Body)
		return err
	})
	return body, err
}

func retriedWholeForgets(c *http.Client, url string) (body []byte, err error) {
	err = retry(func() error {
		resp, err := c.Get(url) // want "is not closed"
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
		body, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		return err
	})
	return body, err
}

// with gives the body to f and closes it afterwards.
func with(c *http.Client, url string, f func(io.Reader) error) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return f(resp.Body)
}

func useWith(c *http.Client, url string) (v any, err error) {
	err = with(c, url, func(r io.Reader) error { return json.NewDecoder(r).Decode(&v) })
	return v, err
}

// handle runs f on the response; the response is f's.
func handle(c *http.Client, url string, f func(*http.Response) error) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return f(resp)
}

func useHandle(c *http.Client, url string) error {
	return handle(c, url, func(resp *http.Response) error { return resp.Body.Close() })
}

func onceDo(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var once sync.Once
	shut := func() { once.Do(func() { resp.Body.Close() }) }
	defer shut()
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	shut()
	return nil
}

// A group is a small errgroup.
type group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

func (g *group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

func (g *group) Wait() error {
	g.wg.Wait()
	return g.err
}

func grouped(c *http.Client, urls []string) error {
	var g group
	for _, u := range urls {
		g.Go(func() error {
			resp, err := c.Get(u)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%s: %s", u, resp.Status)
			}
			return nil
		})
	}
	return g.Wait()
}

func groupedForgets(c *http.Client, urls []string) error {
	var g group
	for _, u := range urls {
		g.Go(func() error {
			resp, err := c.Get(u) // want "is not closed"
			if err != nil {
				return err
			}
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%s: %s", u, resp.Status)
			}
			return resp.Body.Close()
		})
	}
	return g.Wait()
}

// groupedCloses closes in the group what was opened outside.
func groupedCloses(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var g group
	g.Go(func() error {
		defer resp.Body.Close()
		_, err := io.Copy(io.Discard, resp.Body)
		return err
	})
	return g.Wait()
}

func goCloses(c *http.Client, url string) (<-chan string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	out := make(chan string, 1)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		out <- string(b)
	}()
	return out, nil
}

// goClosesSometimes forgets the body of an answer that is not 200.
func goClosesSometimes(c *http.Client, url string) (<-chan string, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	out := make(chan string, 1)
	go func() {
		defer close(out)
		if resp.StatusCode != http.StatusOK {
			return
		}
		b, _ := io.ReadAll(resp.Body)
		out <- string(b)
		resp.Body.Close()
	}()
	return out, nil
}

// afterFunc closes early if ctx ends, and at the end in any case.
func afterFunc(ctx context.Context, c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	stop := context.AfterFunc(ctx, func() { resp.Body.Close() })
	defer stop()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// afterFuncOnly closes if ctx ends, which it does not have to.
func afterFuncOnly(ctx context.Context, c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is (not|never) closed"
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { resp.Body.Close() })
	defer stop()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func immediate(c *http.Client, url string) (n int, err error) {
	func() {
		var resp *http.Response
		if resp, err = c.Get(url); err != nil {
			return
		}
		defer resp.Body.Close()
		n = resp.StatusCode
	}()
	return n, err
}

func immediateForgets(c *http.Client, url string) (n int, err error) {
	func() {
		var resp *http.Response
		if resp, err = c.Get(url); err != nil { // want "is never closed"
			return
		}
		n = resp.StatusCode
	}()
	return n, err
}

// recursiveClosure follows links by itself.
func recursiveClosure(c *http.Client, url string) (depth int) {
	var follow func(n int)
	follow = func(n int) {
		if n == 0 {
			return
		}
		resp, err := c.Get(url)
		if err != nil {
			return
		}
		resp.Body.Close()
		depth++
		follow(n - 1)
	}
	follow(3)
	return depth
}

func recursiveClosureForgets(c *http.Client, url string) (depth int) {
	var follow func(n int)
	follow = func(n int) {
		if n == 0 {
			return
		}
		resp, err := c.Get(url) // want "is not closed"
		if err != nil || resp.StatusCode != http.StatusOK {
			return
		}
		resp.Body.Close()
		depth++
		follow(n - 1)
	}
	follow(3)
	return depth
}

// cleanups collects what to undo, last first.
type cleanups []func()

func (cs *cleanups) add(f func()) { *cs = append(*cs, f) }

func (cs cleanups) run() {
	for i := len(cs) - 1; i >= 0; i-- {
		cs[i]()
	}
}

func collected(c *http.Client, url string) error {
	var cs cleanups
	defer func() { cs.run() }()
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	cs.add(func() { _ = resp.Body.Close() })
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return nil
}

// closedFlag remembers whether the body was closed.
func closedFlag(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	closed = true
	return resp.Body.Close()
}

// closedFlagWrong says so without doing so.
func closedFlagWrong(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		closed = true
		return errStatus
	}
	return nil
}
