// Package callbacks gives function literals to functions of another package.
package callbacks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"bodyclose/callbacks/runner"
)

var errStatus = errors.New("unexpected status")

// stored closes what the literal stored.
func stored(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Retry(2, func() (err error) {
		resp, err = c.Get(url)
		return err
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// storedForgets forgets it.
func storedForgets(c *http.Client, url string) (string, error) {
	var resp *http.Response
	err := runner.Retry(2, func() (err error) {
		resp, err = c.Get(url) // want "is never closed"
		return err
	})
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}

// storedForgetsSome does so if the status is not 200.
func storedForgetsSome(c *http.Client, url string) error {
	var resp *http.Response
	if err := runner.Retry(2, func() (err error) {
		resp, err = c.Get(url) // want "is not closed"
		return err
	}); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return resp.Body.Close()
}

// refused is an error with the body open.
func refused(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Retry(1, func() (err error) {
		resp, err = c.Get(url) // want "is not closed"
		if err == nil && resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return err
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// refusedClosed closes it before it is one.
func refusedClosed(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Retry(2, func() (err error) {
		resp, err = c.Get(url)
		if err == nil && resp.StatusCode != http.StatusOK {
			resp.Body.Close()
			return errStatus
		}
		return err
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// afterwards closes whatever is there, failed or not.
func afterwards(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Retry(1, func() (err error) {
		resp, err = c.Get(url)
		if err == nil && resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return err
	})
	if resp != nil {
		defer resp.Body.Close()
	}
	return err
}

// between closes what the attempt before left.
func between(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Until(3, func(attempt int) (err error) {
		if resp != nil {
			resp.Body.Close()
		}
		resp, err = c.Get(url)
		if err != nil {
			resp = nil
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return runner.ErrAgain
		}
		return nil
	})
	if resp != nil {
		resp.Body.Close()
	}
	return err
}

// stopped ends the attempts by an error that Until does not return.
func stopped(c *http.Client, urls []string) error {
	var resp *http.Response
	err := runner.Until(len(urls), func(i int) (err error) {
		resp, err = c.Get(urls[i])
		if err != nil {
			return runner.ErrAgain
		}
		return runner.ErrStop
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// stoppedForgets forgets what is left then.
func stoppedForgets(c *http.Client, urls []string) error {
	var resp *http.Response
	err := runner.Until(len(urls), func(i int) (err error) {
		resp, err = c.Get(urls[i]) // want "is never closed"
		if err != nil {
			return runner.ErrAgain
		}
		return runner.ErrStop
	})
	if err != nil {
		return err
	}
	println(resp.Status)
	return nil
}

// deferred closes in a defer that stands before the call.
func deferred(ctx context.Context, c *http.Client, url string) (n int64, err error) {
	var resp *http.Response
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	err = runner.Guarded(ctx, func(context.Context) (err error) {
		resp, err = c.Get(url)
		return err
	})
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// opened returns the body.
func opened(ctx context.Context, c *http.Client, url string) (body io.ReadCloser, err error) {
	err = runner.Guarded(ctx, func(context.Context) error {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		body = resp.Body
		return nil
	})
	return body, err
}

// openedForgets leaves it to nobody, by way of opened.
func openedForgets(ctx context.Context, c *http.Client, url string) error {
	body, err := opened(ctx, c, url) // want "is never closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, body)
	return err
}

// polled says by a flag that it is done.
func polled(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Poll(3, func() (bool, error) {
		var err error
		if resp, err = c.Get(url); err != nil {
			return false, nil
		}
		if resp.StatusCode != http.StatusOK {
			resp.Body.Close()
			return false, nil
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// polledForgets looks at the length only.
func polledForgets(c *http.Client, url string) (int64, error) {
	var resp *http.Response
	err := runner.Poll(3, func() (bool, error) {
		var err error
		if resp, err = c.Get(url); err != nil { // want "is never closed"
			return false, nil
		}
		return true, nil
	})
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// submitted is not run if that is an error.
func submitted(c *http.Client, url string) error {
	var resp *http.Response
	done := make(chan struct{})
	if err := runner.Submit(func() {
		resp, _ = c.Get(url)
		close(done)
	}); err != nil {
		return err
	}
	<-done
	if resp == nil {
		return errStatus
	}
	return resp.Body.Close()
}

// grouped is one of a group of two.
func grouped(c *http.Client, url string) error {
	var first, second *http.Response
	var g runner.Group
	g.Go(func() (err error) {
		first, err = c.Get(url)
		return err
	})
	g.Go(func() (err error) {
		second, err = c.Get(url)
		return err
	})
	err := g.Wait()
	for _, resp := range []*http.Response{first, second} {
		if resp != nil {
			resp.Body.Close()
		}
	}
	return err
}

// groupedForgets returns if one of the two fails.
func groupedForgets(c *http.Client, url, otherURL string) error {
	var first, second *http.Response
	var g runner.Group
	g.Go(func() (err error) {
		first, err = c.Get(url) // want "is not closed"
		return err
	})
	g.Go(func() (err error) {
		second, err = c.Get(otherURL) // want "is not closed"
		if err == nil && second.StatusCode != http.StatusOK {
			return errStatus
		}
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	first.Body.Close()
	return second.Body.Close()
}

// alone is the only one that can fail.
func alone(c *http.Client, url string) error {
	var resp *http.Response
	var g runner.Group
	g.Go(func() (err error) {
		resp, err = c.Get(url)
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return resp.Body.Close()
}

// started hears of the error by a channel.
func started(c *http.Client, url string) error {
	var resp *http.Response
	failed := runner.Start(func() (err error) {
		resp, err = c.Get(url)
		return err
	})
	if err := <-failed; err != nil {
		return err
	}
	return resp.Body.Close()
}

// passed gives the literal to whatever runs it.
func passed(run func(func() error) error, c *http.Client, url string) error {
	var resp *http.Response
	if err := run(func() (err error) {
		resp, err = c.Get(url)
		return err
	}); err != nil {
		return err
	}
	return resp.Body.Close()
}

func usePassed(c *http.Client, url string) error { return passed(runner.Plain{}.Run, c, url) }

// A service has somebody who runs.
type service struct {
	client *http.Client
	runner runner.Runner
	last   *http.Response
	handle func(*http.Response) error
}

func newService(c *http.Client) *service { return &service{client: c, runner: runner.Plain{}} }

func (s *service) run(url string) error {
	var resp *http.Response
	if err := s.runner.Run(func() (err error) {
		resp, err = s.client.Get(url)
		return err
	}); err != nil {
		return err
	}
	return resp.Body.Close()
}

func useRun(c *http.Client, url string) error { return newService(c).run(url) }

func (s *service) runForgets(url string) (string, error) {
	var resp *http.Response
	if err := s.runner.Run(func() (err error) {
		resp, err = s.client.Get(url) // want "is never closed"
		return err
	}); err != nil {
		return "", err
	}
	return resp.Header.Get("Content-Type"), nil
}

func useRunForgets(c *http.Client, url string) (string, error) { return newService(c).runForgets(url) }

// kept stores it where others find it.
func (s *service) kept(url string) error {
	return s.runner.Run(func() (err error) {
		s.last, err = s.client.Get(url)
		return err
	})
}

func useKept(c *http.Client, url string) error {
	s := newService(c)
	if err := s.kept(url); err != nil {
		return err
	}
	return s.last.Body.Close()
}

// shared is closed by a function that somebody else got before.
func shared(c *http.Client, url string) error {
	var resp *http.Response
	cleanup := &cleanups{}
	cleanup.add(func() {
		if resp != nil {
			resp.Body.Close()
		}
	})
	defer cleanup.run()
	return runner.Retry(1, func() (err error) {
		resp, err = c.Get(url)
		return err
	})
}

type cleanups struct{ list []func() }

func (c *cleanups) add(f func()) { c.list = append(c.list, f) }

func (c *cleanups) run() {
	for _, f := range c.list {
		f()
	}
}

// twice is run by two functions in turn.
func twice(c *http.Client, url string) error {
	var resp *http.Response
	get := func() (err error) {
		resp, err = c.Get(url)
		return err
	}
	if err := runner.Retry(1, get); err != nil {
		if err = runner.Retry(1, get); err != nil {
			return err
		}
	}
	return resp.Body.Close()
}

// flag stores beside the response whether there is one.
func flag(c *http.Client, url string) {
	var resp *http.Response
	ok := false
	runner.Do(func() {
		var err error
		resp, err = c.Get(url)
		ok = err == nil
	})
	if ok {
		resp.Body.Close()
	}
}

// flagForgets asks for more than that.
func flagForgets(c *http.Client, url string) {
	var resp *http.Response
	ok := false
	runner.Do(func() {
		var err error
		resp, err = c.Get(url) // want "is not closed"
		ok = err == nil && resp.StatusCode == http.StatusOK
	})
	if ok {
		resp.Body.Close()
	}
}

// got returns what the literal returned.
func got(c *http.Client, url string) error {
	resp, err := runner.Get(func() (*http.Response, error) { return c.Get(url) })
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func gotForgets(c *http.Client, url string) error {
	resp, err := runner.Get(func() (*http.Response, error) { return c.Get(url) }) // want "is not closed when"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return resp.Body.Close()
}

// gotClosed gets the header of what the literal closed.
func gotClosed(c *http.Client, url string) (string, error) {
	resp, err := runner.Get(func() (*http.Response, error) {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
		return resp, nil
	})
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Content-Type"), nil
}

// gotBody gets the body.
func gotBody(c *http.Client, url string) (n int64, err error) {
	body, err := runner.Get(func() (io.ReadCloser, error) { // want "is not closed"
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		return resp.Body, nil
	})
	if err != nil {
		return 0, err
	}
	if n, err = io.Copy(io.Discard, body); err != nil {
		return n, err
	}
	return n, body.Close()
}

// gotMemory gets what is in memory.
func gotMemory(c *http.Client, url string) (string, error) {
	r, err := runner.Get(func() (io.ReadCloser, error) {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return io.NopCloser(bytes.NewReader(b)), err
	})
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

// An attempts is this package's own retry, and a method.
type attempts[T any] struct{ n int }

func (a *attempts[T]) do(ctx context.Context, op func(context.Context) (T, error)) (v T, err error) {
	for range a.n {
		if v, err = op(ctx); err == nil {
			return v, nil
		}
	}
	return v, err
}

func useAttempts(ctx context.Context, c *http.Client, url string) (string, error) {
	a := &attempts[*http.Response]{n: 2}
	resp, err := a.do(ctx, func(context.Context) (*http.Response, error) { return c.Get(url) })
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

func useAttemptsForgets(ctx context.Context, c *http.Client, url string) (string, error) {
	a := &attempts[*http.Response]{n: 2}
	resp, err := a.do(ctx, func(context.Context) (*http.Response, error) { return c.Get(url) }) // want "is never closed"
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}

// afterwardsAgain closes what is there after the last attempt, but not what those before left.
func afterwardsAgain(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Retry(2, func() (err error) {
		resp, err = c.Get(url) // want "overwritten by the next iteration"
		if err == nil && resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return err
	})
	if resp != nil {
		defer resp.Body.Close()
	}
	return err
}

// sentinel fails with the body open; Retry has no error that says to stop.
func sentinel(c *http.Client, url string) error {
	var resp *http.Response
	err := runner.Retry(3, func() (err error) {
		if resp, err = c.Get(url); err != nil { // want "is not closed|overwritten"
			return runner.ErrAgain
		}
		if resp.StatusCode != http.StatusOK {
			return runner.ErrAgain
		}
		return nil
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// startedForgets hears of the error by a channel: what is known of it then is not followed.
func startedForgets(c *http.Client, url string) (string, error) {
	var resp *http.Response
	failed := runner.Start(func() (err error) {
		resp, err = c.Get(url) //oracle:miss its error comes back by a channel
		return err
	})
	if err := <-failed; err != nil {
		return "", err
	}
	return resp.Status, nil
}

// later is run by a timer.
func later(c *http.Client, url string) int {
	var resp *http.Response
	done := make(chan struct{})
	time.AfterFunc(0, func() {
		defer close(done)
		resp, _ = c.Get(url) //oracle:miss the standard library runs it at some later time
	})
	<-done
	if resp == nil {
		return 0
	}
	return resp.StatusCode
}

// handled gives the body to a function out of a field.
func (s *service) handled(url string) error {
	resp, err := s.client.Get(url) //oracle:miss who set the field may have set a function that closes
	if err != nil {
		return err
	}
	return s.handle(resp)
}

func useHandled(c *http.Client, url string) error {
	s := newService(c)
	s.handle = func(resp *http.Response) error {
		println(resp.Status)
		return nil
	}
	return s.handled(url)
}

// boundForgets calls a method by way of a variable.
func boundForgets(ctx context.Context, c *http.Client, url string) (int, error) {
	do := (&attempts[*http.Response]{n: 1}).do
	resp, err := do(ctx, func(context.Context) (*http.Response, error) { return c.Get(url) }) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func bound(ctx context.Context, c *http.Client, url string) error {
	do := (&attempts[*http.Response]{n: 1}).do
	resp, err := do(ctx, func(context.Context) (*http.Response, error) { return c.Get(url) })
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
