// Package wild holds functions as programs have them: middleware, proxies, tokens,
// pages, streams, health checks, fan-out.
package wild

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// statusError makes an error of any bad answer.
type statusError struct{ next http.RoundTripper }

func (t *statusError) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		resp.Body.Close()
		return nil, fmt.Errorf("%s %s: %s", req.Method, req.URL, resp.Status)
	}
	return resp, nil
}

// statusErrorLeaks forgets the body of the answer that it replaces.
type statusErrorLeaks struct{ next http.RoundTripper }

func (t *statusErrorLeaks) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		return nil, fmt.Errorf("%s %s: %s", req.Method, req.URL, resp.Status)
	}
	return resp, nil
}

// refresher asks again with a new token after a 401.
type refresher struct {
	next  http.RoundTripper
	mu    sync.Mutex
	token string
}

func (t *refresher) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(t.sign(req))
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	_ = resp.Body.Close()
	t.mu.Lock()
	t.token += "+"
	t.mu.Unlock()
	return t.next.RoundTrip(t.sign(req))
}

func (t *refresher) sign(req *http.Request) *http.Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+t.token)
	return req
}

// refresherLeaks drops the 401.
type refresherLeaks struct{ next http.RoundTripper }

func (t *refresherLeaks) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusUnauthorized {
		req = req.Clone(req.Context())
		req.Header.Set("Authorization", "Bearer new")
		return t.next.RoundTrip(req)
	}
	return resp, nil
}

// refresherReuses does the same with one variable.
type refresherReuses struct{ next http.RoundTripper }

func (t *refresherReuses) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req) // want "is not closed|overwritten"
	if err == nil && resp.StatusCode == http.StatusUnauthorized {
		resp, err = t.next.RoundTrip(req.Clone(req.Context()))
	}
	return resp, err
}

// logging lets everything through.
type logging struct {
	next http.RoundTripper
	log  *slog.Logger
}

func (t *logging) RoundTrip(req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := t.next.RoundTrip(req)
	if t.log != nil {
		t.log.Info("request", "took", time.Since(start), "err", err)
	}
	return resp, err
}

// unzipping replaces the body; who closes the new one closes the old.
type unzipping struct{ next http.RoundTripper }

type gzipBody struct {
	*gzip.Reader
	body io.ReadCloser
}

func (b gzipBody) Close() error {
	return errors.Join(b.Reader.Close(), b.body.Close())
}

func (t *unzipping) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.Header.Get("Content-Encoding") != "gzip" {
		return resp, nil
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	resp.Body = gzipBody{zr, resp.Body}
	return resp, nil
}

// unzippingLeaks does not close when the body is no gzip.
type unzippingLeaks struct{ next http.RoundTripper }

func (t *unzippingLeaks) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.ContentLength == 0 || resp.StatusCode != http.StatusOK {
		return resp, nil
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("unzip: %w", err)
	}
	resp.Body = gzipBody{zr, resp.Body}
	return resp, nil
}

// counting wraps the body to count its bytes.
type counting struct {
	next http.RoundTripper
	n    int
}

type countedBody struct {
	io.ReadCloser
	n *int
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	*b.n += n
	return n, err
}

func (t *counting) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	resp.Body = &countedBody{resp.Body, &t.n}
	return resp, nil
}

// caching reads the whole body and gives a copy of it away.
type caching struct {
	next  http.RoundTripper
	mu    sync.Mutex
	known map[string][]byte
}

func (t *caching) RoundTrip(req *http.Request) (*http.Response, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b, ok := t.known[req.URL.String()]; ok {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(b)), Request: req}, nil
	}
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(resp.Body)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, err
	}
	t.known[req.URL.String()] = b
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

// cachingLeaks reads it, gives the copy away, and forgets the original.
type cachingLeaks struct {
	next  http.RoundTripper
	known map[string][]byte
}

func (t *cachingLeaks) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req) // want "is (not|never) closed"
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	t.known[req.URL.String()] = b
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

// retrying closes each answer that it does not return.
type retrying struct {
	next  http.RoundTripper
	tries int
}

func (t *retrying) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	for try := 1; ; try++ {
		resp, err = t.next.RoundTrip(req)
		if try == t.tries || err == nil && resp.StatusCode < 500 {
			return resp, err
		}
		if resp != nil {
			_, _ = io.CopyN(io.Discard, resp.Body, 1<<12)
			resp.Body.Close()
		}
		select {
		case <-req.Context().Done():
			return nil, req.Context().Err()
		case <-time.After(time.Millisecond):
		}
	}
}

// retryingLeaks returns between the answer and its close.
type retryingLeaks struct {
	next  http.RoundTripper
	tries int
}

func (t *retryingLeaks) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	for try := 1; ; try++ {
		resp, err = t.next.RoundTrip(req) // want "is not closed|overwritten"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		if try == t.tries {
			return nil, errors.New("too many tries")
		}
		resp.Body.Close()
	}
}

// proxy copies the answer of its backend.
type proxy struct {
	hc   *http.Client
	base string
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	resp, err := p.hc.Do(req)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	maps.Copy(w.Header(), resp.Header)
	w.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(w, resp.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// handleLeaks answers in the place of a broken backend.
func (p *proxy) handleLeaks(w http.ResponseWriter, r *http.Request) {
	resp, err := p.hc.Get(p.base + r.URL.Path) // want "is not closed"
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	if resp.StatusCode >= 500 {
		http.Error(w, "backend is down", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
	resp.Body.Close()
}

// modify is a ReverseProxy.ModifyResponse: the body is the proxy's, not its own.
func modify(resp *http.Response) error {
	if resp.StatusCode == http.StatusTeapot {
		return errors.New("teapot")
	}
	resp.Header.Set("Seen", "yes")
	return nil
}

// replaceBody is another one that swaps the body and closes the old one.
func replaceBody(resp *http.Response) error {
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if err := resp.Body.Close(); err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(bytes.ToUpper(b)))
	return nil
}

func useModify(ctx context.Context, rt http.RoundTripper, addr string) error {
	u, err := url.Parse(addr)
	if err != nil {
		return err
	}
	req := (&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}}).WithContext(ctx)
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := modify(resp); err != nil {
		return err
	}
	return replaceBody(resp)
}

// useModifyForgets leaves everything to modify.
func useModifyForgets(ctx context.Context, rt http.RoundTripper, addr string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
	if err != nil {
		return err
	}
	resp, err := rt.RoundTrip(req) // want "is never closed"
	if err != nil {
		return err
	}
	return modify(resp)
}
