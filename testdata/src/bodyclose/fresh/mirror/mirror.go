// Package mirror takes what the fastest of several mirrors gives, and leaves the losers to
// whoever is there.
//
//fresh:family R6
package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

var errSlow = errors.New("mirror: too slow")

func ask(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, fmt.Errorf("mirror %s: %w", url, err)
	}
	return resp, nil
}

// Fastest returns the first answer. The losers stay in the channel.
func Fastest(ctx context.Context, c *http.Client, urls []string) (*http.Response, error) {
	answers := make(chan *http.Response, len(urls))
	failures := make(chan error, len(urls))
	for _, u := range urls {
		go func() {
			resp, err := ask(ctx, c, u) //oracle:leak the losers
			if err != nil {
				failures <- err
				return
			}
			answers <- resp
		}()
	}
	var errs []error
	for range urls {
		select {
		case resp := <-answers:
			return resp, nil
		case err := <-failures:
			errs = append(errs, err)
		}
	}
	return nil, errors.Join(errs...)
}

// FastestClosed closes the losers.
func FastestClosed(ctx context.Context, c *http.Client, urls []string) (*http.Response, error) {
	type answer struct {
		resp *http.Response
		err  error
	}
	answers := make(chan answer)
	for _, u := range urls {
		go func() {
			resp, err := ask(ctx, c, u)
			answers <- answer{resp, err}
		}()
	}
	var first *http.Response
	var errs []error
	for range urls {
		a := <-answers
		switch {
		case a.err != nil:
			errs = append(errs, a.err)
		case first == nil:
			first = a.resp
		default:
			a.resp.Body.Close()
		}
	}
	if first == nil {
		return nil, errors.Join(errs...)
	}
	return first, nil
}

// Deliver sends an answer to whoever waits, as long as somebody does.
func Deliver(ctx context.Context, c *http.Client, url string, to chan<- *http.Response) error {
	resp, err := ask(ctx, c, url)
	if err != nil {
		return err
	}
	select {
	case to <- resp:
		return nil
	case <-ctx.Done():
		resp.Body.Close()
		return ctx.Err()
	}
}

// DeliverNow sends an answer if somebody takes it at once.
func DeliverNow(ctx context.Context, c *http.Client, url string) error {
	to := make(chan *http.Response)
	resp, err := ask(ctx, c, url) //oracle:leak nobody is ready to receive
	if err != nil {
		return err
	}
	select {
	case to <- resp:
		return nil
	default:
		return errSlow
	}
}

// DeliverOrClose closes it if not.
func DeliverOrClose(ctx context.Context, c *http.Client, url string, to chan *http.Response) error {
	resp, err := ask(ctx, c, url)
	if err != nil {
		return err
	}
	select {
	case to <- resp:
		return nil
	default:
	}
	return errors.Join(errSlow, resp.Body.Close())
}

// WithTimeout waits for an answer for a while.
func WithTimeout(ctx context.Context, c *http.Client, url string, patience time.Duration) (int, error) {
	got := make(chan *http.Response, 1)
	go func() {
		resp, err := ask(ctx, c, url) //oracle:leak the answer that came too late
		if err != nil {
			close(got)
			return
		}
		time.Sleep(3 * patience)
		got <- resp
	}()
	select {
	case resp := <-got:
		if resp == nil {
			return 0, errSlow
		}
		defer resp.Body.Close()
		return resp.StatusCode, nil
	case <-time.After(patience):
		return 0, errSlow
	}
}

// WithTimeoutDrained lets a goroutine close what comes too late.
func WithTimeoutDrained(ctx context.Context, c *http.Client, url string, patience time.Duration) (int, error) {
	got := make(chan *http.Response, 1)
	go func() {
		defer close(got)
		resp, err := ask(ctx, c, url)
		if err != nil {
			return
		}
		time.Sleep(3 * patience)
		got <- resp
	}()
	select {
	case resp, ok := <-got:
		if !ok {
			return 0, errSlow
		}
		defer resp.Body.Close()
		return resp.StatusCode, nil
	case <-time.After(patience):
		go func() {
			for resp := range got {
				resp.Body.Close()
			}
		}()
		return 0, errSlow
	}
}

// A future is an answer that will come.
type future struct {
	done chan struct{}
	resp *http.Response
	err  error
}

func start(ctx context.Context, c *http.Client, url string) *future {
	f := &future{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.resp, f.err = ask(ctx, c, url)
	}()
	return f
}

func (f *future) wait() (*http.Response, error) {
	<-f.done
	return f.resp, f.err
}

// Together asks for two answers and copies both.
func Together(ctx context.Context, c *http.Client, firstURL, secondURL string, w io.Writer) error {
	a, b := start(ctx, c, firstURL), start(ctx, c, secondURL)
	first, err := a.wait()
	second, err2 := b.wait()
	if err == nil {
		defer first.Body.Close()
	}
	if err2 == nil {
		defer second.Body.Close()
	}
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	_, err = io.Copy(w, io.MultiReader(first.Body, second.Body))
	return err
}

// Either asks for two and is content with the first.
func Either(ctx context.Context, c *http.Client, firstURL, secondURL string) (int, error) {
	spare := make(chan *http.Response, 1)
	go func() {
		defer close(spare)
		if resp, err := ask(ctx, c, secondURL); err == nil { //oracle:leak started, and not waited for
			spare <- resp
		}
	}()
	resp, err := start(ctx, c, firstURL).wait()
	if err != nil {
		if resp = <-spare; resp == nil {
			return 0, err
		}
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// Relay forwards answers until it is told to stop.
func Relay(ctx context.Context, c *http.Client, urls []string) (total int64) {
	in := make(chan *http.Response)
	stop := make(chan struct{})
	go func() {
		defer close(in)
		for _, u := range urls {
			resp, err := ask(ctx, c, u) //oracle:leak the one that nobody took
			if err != nil {
				continue
			}
			select {
			case in <- resp:
			case <-stop:
				return
			}
		}
	}()
	for resp := range in {
		n, err := io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		total += n
		if err != nil || resp.StatusCode != http.StatusOK {
			close(stop)
			return total
		}
	}
	return total
}
