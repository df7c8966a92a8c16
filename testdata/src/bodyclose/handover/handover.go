// Package handover holds bodies that another one has to close.
package handover

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

var errStatus = errors.New("unexpected status")

func returned(c *http.Client, url string) (*http.Response, error) {
	return c.Get(url)
}

func returnedBody(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// returnedReader cannot be closed by anybody.
func returnedReader(c *http.Client, url string) (*bufio.Reader, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return bufio.NewReader(resp.Body), nil
}

func returnedNilInstead(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return resp, nil
}

func returnedWithError(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp, errStatus
	}
	return resp, nil
}

func returnedCleanup(c *http.Client, url string) (int, func(), error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, func() {}, err
	}
	return resp.StatusCode, func() { _ = resp.Body.Close() }, nil
}

func returnedCloseMethod(c *http.Client, url string) (n int64, done func() error, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, nil, err
	}
	return resp.ContentLength, resp.Body.Close, nil
}

type download struct {
	Name string
	body io.ReadCloser
}

func (d *download) Read(p []byte) (int, error) { return d.body.Read(p) }
func (d *download) Close() error               { return d.body.Close() }

func returnedWrapper(c *http.Client, url string) (*download, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &download{Name: url, body: resp.Body}, nil
}

func returnedWrapperSometimes(c *http.Client, url string) (*download, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	d := &download{Name: url}
	if resp.StatusCode == http.StatusOK {
		d.body = resp.Body
	} else {
		d.body = http.NoBody
	}
	return d, nil
}

// cancelOnClose ends the context together with the body.
type cancelOnClose struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b cancelOnClose) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

func returnedWithCancel(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	ctx, cancel := context.WithCancel(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = cancelOnClose{resp.Body, cancel}
	return resp, nil
}

// returnedWithCancelForgets cancels, which is not the same as to close.
func returnedWithCancelForgets(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	ctx, cancel := context.WithCancel(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	resp, err := c.Do(req) // want "is not closed"
	if err != nil {
		cancel()
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		cancel()
		return nil, errStatus
	}
	resp.Body = cancelOnClose{resp.Body, cancel}
	return resp, nil
}

func sent(c *http.Client, url string, out chan<- *http.Response) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	out <- resp
	return nil
}

func sentOrClosed(ctx context.Context, c *http.Client, url string, out chan<- *http.Response) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	select {
	case out <- resp:
		return nil
	case <-ctx.Done():
		resp.Body.Close()
		return ctx.Err()
	}
}

func sentSometimes(c *http.Client, url string, out chan<- *http.Response) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	out <- resp
	return nil
}

func sentInStruct(c *http.Client, urls []string, out chan<- answer) {
	for _, u := range urls {
		resp, err := c.Get(u)
		out <- answer{u, resp, err}
	}
}

type answer struct {
	url  string
	resp *http.Response
	err  error
}

// fanIn closes in the receiver what the senders opened.
func fanIn(c *http.Client, urls []string) (n int) {
	ch := make(chan answer)
	for _, u := range urls {
		go func() {
			resp, err := c.Get(u)
			ch <- answer{u, resp, err}
		}()
	}
	for range urls {
		a := <-ch
		if a.err != nil {
			continue
		}
		n++
		a.resp.Body.Close()
	}
	return n
}

// fastest takes the first answer and forgets the others, which sit in the channel.
func fastest(c *http.Client, urls []string) (*http.Response, error) {
	ch := make(chan answer, len(urls))
	for _, u := range urls {
		go func() {
			resp, err := c.Get(u) // want "is not closed"
			ch <- answer{u, resp, err}
		}()
	}
	a := <-ch
	return a.resp, a.err
}

var (
	latestMu sync.Mutex
	latest   *http.Response
	byURL    = make(map[string]io.ReadCloser)
)

func storedGlobal(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	latestMu.Lock()
	defer latestMu.Unlock()
	latest = resp
	return nil
}

func storedMap(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	latestMu.Lock()
	defer latestMu.Unlock()
	byURL[url] = resp.Body
	return nil
}

func storedMapUnlessThere(c *http.Client, url string, known bool) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	latestMu.Lock()
	defer latestMu.Unlock()
	if _, ok := byURL[url]; ok || known {
		return nil
	}
	byURL[url] = resp.Body
	return nil
}

type session struct {
	hc   *http.Client
	base string
	resp *http.Response
	all  []io.Closer
	done func()
}

func (s *session) open() error {
	resp, err := s.hc.Get(s.base)
	if err != nil {
		return err
	}
	s.resp = resp
	return nil
}

func (s *session) openDirect() (err error) {
	s.resp, err = s.hc.Get(s.base)
	return err
}

func (s *session) openChecked() error {
	resp, err := s.hc.Get(s.base) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("open %s: %s", s.base, resp.Status)
	}
	s.resp = resp
	return nil
}

func (s *session) track() error {
	resp, err := s.hc.Get(s.base)
	if err != nil {
		return err
	}
	s.all = append(s.all, resp.Body)
	return nil
}

func (s *session) later() error {
	resp, err := s.hc.Get(s.base)
	if err != nil {
		return err
	}
	s.done = func() { resp.Body.Close() }
	return nil
}

// closeLater opens a second time only after the first was closed.
func (s *session) reopen() error {
	if s.resp != nil {
		s.resp.Body.Close()
		s.resp = nil
	}
	return s.openDirect()
}

func outParameter(c *http.Client, url string, a *answerBox) (err error) {
	a.resp, err = c.Get(url)
	return err
}

type answerBox struct {
	hc   *http.Client
	resp *http.Response
}

func returnedSlice(c *http.Client, urls []string) (all []*http.Response, err error) {
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			for _, r := range all {
				r.Body.Close()
			}
			return nil, err
		}
		all = append(all, resp)
	}
	return all, nil
}

// returnedSliceForgets drops what it has when a later request fails.
func returnedSliceForgets(c *http.Client, urls []string) (all []*http.Response, err error) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed when"
		if err != nil {
			return nil, err
		}
		all = append(all, resp)
	}
	return all, nil
}

// unknown may do anything with what it gets.
type unknown interface{ Take(io.ReadCloser) }

type taker struct{}

func (taker) Take(rc io.ReadCloser) { rc.Close() }

func passedOn(c *http.Client, url string, take func(io.ReadCloser)) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	take(resp.Body)
	return nil
}

func usePassedOn(c *http.Client, url string) error {
	var u unknown = taker{}
	return passedOn(c, url, u.Take)
}

// looked is passed to a callee that cannot close.
func looked(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return countLines(resp.Body, resp.Header)
}

func countLines(r io.Reader, h http.Header) (n int, err error) {
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		n++
	}
	h.Set("Lines", fmt.Sprint(n))
	return n, sc.Err()
}
