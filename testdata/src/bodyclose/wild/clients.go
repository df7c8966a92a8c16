package wild

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

var errNotReady = errors.New("not ready")

// A page is one part of a list.
type page struct {
	Items []string `json:"items"`
	Next  string   `json:"next"`
}

func allPages(ctx context.Context, c *http.Client, base string) ([]string, error) {
	var all []string
	for next := base + "/items"; next != ""; {
		p, err := onePage(ctx, c, next)
		if err != nil {
			return all, fmt.Errorf("page %s: %w", next, err)
		}
		all = append(all, p.Items...)
		next = p.Next
	}
	return all, nil
}

func onePage(ctx context.Context, c *http.Client, addr string) (*page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4<<10))
		_ = resp.Body.Close()
	}()
	var p page
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		return nil, err
	}
	return &p, nil
}

// allPagesInline keeps the old page's body while it asks for the next one.
func allPagesInline(c *http.Client, base string) (all []string, err error) {
	resp, err := c.Get(base + "/items") // want "is not closed|overwritten"
	if err != nil {
		return nil, err
	}
	for range 3 {
		var p page
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			resp.Body.Close()
			return nil, err
		}
		all = append(all, p.Items...)
		resp, err = c.Get(base + "/items?after=" + strconv.Itoa(len(all))) // want "is not closed|overwritten"
		if err != nil {
			return nil, err
		}
	}
	resp.Body.Close()
	return all, nil
}

func allPagesInlineCloses(c *http.Client, base string) (all []string, err error) {
	resp, err := c.Get(base + "/items")
	if err != nil {
		return nil, err
	}
	for range 3 {
		var p page
		err := json.NewDecoder(resp.Body).Decode(&p)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, p.Items...)
		resp, err = c.Get(base + "/items?after=" + strconv.Itoa(len(all)))
		if err != nil {
			return nil, err
		}
	}
	resp.Body.Close()
	return all, nil
}

// healthy asks all hosts and stops at the first that is well.
func healthy(c *http.Client, urls ...string) (string, error) {
	var errs []error
	for _, u := range urls {
		resp, err := c.Get(u + "/healthz")
		if err != nil {
			errs = append(errs, err)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return u, nil
		}
		errs = append(errs, fmt.Errorf("%s: %s", u, resp.Status))
	}
	return "", errors.Join(errs...)
}

// healthyLeaks closes the body of the winner.
func healthyLeaks(c *http.Client, urls ...string) (string, error) {
	for _, u := range urls {
		resp, err := c.Get(u + "/healthz") // want "is not closed|overwritten"
		if err != nil {
			continue
		}
		if resp.StatusCode == http.StatusOK {
			resp.Body.Close()
			return u, nil
		}
	}
	return "", errNotReady
}

// waitReady polls until the deadline.
func waitReady(ctx context.Context, c *http.Client, addr string, every time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, 10*every)
	defer cancel()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return errNotReady
		case <-tick.C:
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
		if err != nil {
			return err
		}
		if resp, err := c.Do(req); err == nil {
			ok := resp.StatusCode == http.StatusOK
			_ = resp.Body.Close()
			if ok {
				return nil
			}
		}
	}
}

// waitReadyLeaks is short and wrong.
func waitReadyLeaks(ctx context.Context, c *http.Client, addr string, every time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, 10*every)
	defer cancel()
	for ctx.Err() == nil {
		if resp, err := c.Get(addr); err == nil && resp.StatusCode == http.StatusOK { // want "is never closed|overwritten"
			return nil
		}
		time.Sleep(every)
	}
	return errNotReady
}

// A Token opens doors.
type Token struct {
	Value string `json:"token"`
}

type tokens struct {
	hc   *http.Client
	base string
	mu   sync.Mutex
	last *Token
}

func (t *tokens) Token(ctx context.Context) (*Token, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last != nil {
		return t.last, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.base+"/token", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := t.hc.Do(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	resp.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("read token: %w", err)
	}
	if code := resp.StatusCode; code < 200 || code > 299 {
		return nil, fmt.Errorf("token: %s: %.80s", resp.Status, body)
	}
	tok := new(Token)
	if err := json.Unmarshal(body, tok); err != nil {
		return nil, err
	}
	t.last = tok
	return tok, nil
}

func (t *tokens) revokeLeaks(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.base+"/revoke", nil)
	if err != nil {
		return err
	}
	resp, err := t.hc.Do(req) // want "is not closed"
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusNotFound:
		t.last = nil
		return nil
	case http.StatusOK:
		t.last = nil
	}
	return resp.Body.Close()
}

// events reads a stream of server-sent events in a goroutine that owns the body.
func events(ctx context.Context, c *http.Client, addr string) (<-chan string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, errNotReady
	}
	out := make(chan string)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			select {
			case out <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// eventsLeak starts the goroutine after a check that returns.
func eventsLeak(ctx context.Context, c *http.Client, addr string) (<-chan string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if ct := resp.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		return nil, fmt.Errorf("content type %q", ct)
	}
	out := make(chan string)
	go readEvents(ctx, resp.Body, out)
	return out, nil
}

func readEvents(ctx context.Context, body io.ReadCloser, out chan<- string) {
	defer close(out)
	defer body.Close()
	for sc := bufio.NewScanner(body); sc.Scan(); {
		select {
		case out <- sc.Text():
		case <-ctx.Done():
			return
		}
	}
}

// fanOut asks all hosts at once.
func fanOut(c *http.Client, urls []string) map[string]int {
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		codes = make(map[string]int)
	)
	for _, u := range urls {
		wg.Add(1)
		go func(u string) {
			defer wg.Done()
			resp, err := c.Get(u)
			if err != nil {
				return
			}
			defer resp.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			codes[u] = resp.StatusCode
		}(u)
	}
	wg.Wait()
	return codes
}

func fanOutLeaks(c *http.Client, urls []string) map[string]int {
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		codes = make(map[string]int)
	)
	for _, u := range urls {
		wg.Go(func() {
			resp, err := c.Get(u) // want "is never closed"
			if err == nil {
				mu.Lock()
				codes[u] = resp.StatusCode
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return codes
}

// workers share a channel of addresses.
func workers(c *http.Client, urls []string) (n int64) {
	jobs := make(chan string)
	sizes := make(chan int64)
	for range 2 {
		go func() {
			for u := range jobs {
				sizes <- size(c, u)
			}
		}()
	}
	go func() {
		defer close(jobs)
		for _, u := range urls {
			jobs <- u
		}
	}()
	for range urls {
		n += <-sizes
	}
	return n
}

func size(c *http.Client, addr string) int64 {
	resp, err := c.Get(addr)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	n, _ := io.Copy(io.Discard, resp.Body)
	return n
}

// sizeLeaks trusts the header.
func sizeLeaks(c *http.Client, addr string) int64 {
	resp, err := c.Get(addr) // want "is not closed"
	if err != nil {
		return 0
	}
	if resp.ContentLength >= 0 {
		return resp.ContentLength
	}
	defer resp.Body.Close()
	n, _ := io.Copy(io.Discard, resp.Body)
	return n
}

// timeout gives up waiting, and lets the goroutine clean up.
func timeout(c *http.Client, addr string, limit time.Duration) error {
	done := make(chan error, 1)
	go func() {
		resp, err := c.Get(addr)
		if err == nil {
			err = resp.Body.Close()
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return context.DeadlineExceeded
	}
}

// noRedirect returns the first answer, a redirection too; its body is open.
func noRedirect(c *http.Client, addr string) (string, error) {
	hc := *c
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := hc.Get(addr) // want "is not closed"
	if err != nil {
		return "", err
	}
	if loc, err := resp.Location(); err == nil {
		return loc.String(), nil
	}
	return "", resp.Body.Close()
}

func noRedirectClosed(c *http.Client, addr string) (string, error) {
	hc := *c
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := hc.Get(addr)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	loc, err := resp.Location()
	if err != nil {
		return "", err
	}
	return loc.String(), nil
}

// forbidden follows no redirect: it gets an error, and a response that is closed.
func forbidden(c *http.Client, addr string) error {
	hc := &http.Client{Transport: c.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return errNotReady
	}}
	resp, err := hc.Get(addr)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// conditional keeps what it has when nothing has changed.
func conditional(c *http.Client, addr string, old *page) (*page, error) {
	resp, err := c.Get(addr) // want "is not closed"
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode == http.StatusNotModified, resp.StatusCode == http.StatusNotFound:
		return old, nil
	}
	defer resp.Body.Close()
	p := new(page)
	return p, json.NewDecoder(resp.Body).Decode(p)
}

// useConditional has nothing yet.
func useConditional(c *http.Client, addr string) (*page, error) {
	return conditional(c, addr, nil)
}

// mirror tries the second host when the first has not got it.
func mirror(c *http.Client, urls []string) (io.ReadCloser, error) {
	for i, u := range urls {
		resp, err := c.Get(u)
		switch {
		case err != nil && i == len(urls)-1:
			return nil, err
		case err != nil:
			continue
		case resp.StatusCode == http.StatusOK:
			return resp.Body, nil
		}
		resp.Body.Close()
	}
	return nil, errNotReady
}

func mirrorLeaks(c *http.Client, urls []string) (io.ReadCloser, error) {
	for i, u := range urls {
		resp, err := c.Get(u) // want "is not closed|overwritten"
		switch {
		case err != nil && i == len(urls)-1:
			return nil, err
		case err != nil:
			continue
		case resp.StatusCode == http.StatusOK:
			return resp.Body, nil
		case resp.StatusCode == http.StatusNotFound:
			continue
		}
		resp.Body.Close()
	}
	return nil, errNotReady
}

// notify sends an event to each hook, and sums up what went wrong.
func notify(c *http.Client, urls []string, payload io.Reader) (err error) {
	body, rerr := io.ReadAll(payload)
	if rerr != nil {
		return rerr
	}
	for _, u := range urls {
		resp, perr := c.Post(u, "application/json", strings.NewReader(string(body)))
		if perr != nil {
			err = errors.Join(err, perr)
			continue
		}
		if resp.StatusCode/100 != 2 {
			err = errors.Join(err, fmt.Errorf("%s: %s", u, resp.Status))
		}
		err = errors.Join(err, resp.Body.Close())
	}
	return err
}

func notifyLeaks(c *http.Client, urls []string, payload io.Reader) (err error) {
	body, rerr := io.ReadAll(payload)
	if rerr != nil {
		return rerr
	}
	for _, u := range urls {
		resp, perr := c.Post(u, "application/json", strings.NewReader(string(body))) // want "is not closed|overwritten"
		if perr == nil && resp.StatusCode/100 == 2 {
			perr = resp.Body.Close()
		}
		err = errors.Join(err, perr)
	}
	return err
}
