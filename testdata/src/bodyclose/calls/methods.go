package calls

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// An api is a client as SDKs have it.
type api struct {
	base string
	hc   *http.Client
}

func (a *api) newRequest(ctx context.Context, method, path string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.base+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	return req, nil
}

// do sends a request; the response it returns is open if err is nil.
func (a *api) do(req *http.Request) (*http.Response, error) {
	resp, err := a.hc.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		defer resp.Body.Close()
		return nil, a.asError(resp)
	}
	return resp, nil
}

func (a *api) asError(resp *http.Response) error {
	var e struct {
		Error string `json:"error"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&e); err != nil {
		return fmt.Errorf("status %s", resp.Status)
	}
	return fmt.Errorf("status %s: %s", resp.Status, e.Error)
}

// call decodes into v and closes.
func (a *api) call(req *http.Request, v any) error {
	resp, err := a.do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(v)
}

func (a *api) Item(ctx context.Context) (map[string]any, error) {
	req, err := a.newRequest(ctx, http.MethodGet, "item")
	if err != nil {
		return nil, err
	}
	var v map[string]any
	return v, a.call(req, &v)
}

// Delete discards the response of do.
func (a *api) Delete(ctx context.Context) error {
	req, err := a.newRequest(ctx, http.MethodDelete, "item")
	if err != nil {
		return err
	}
	_, err = a.do(req) // want "is discarded"
	return err
}

func (a *api) DeleteClosed(ctx context.Context) error {
	req, err := a.newRequest(ctx, http.MethodDelete, "item")
	if err != nil {
		return err
	}
	resp, err := a.do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Exists looks at the status of what do returns.
func (a *api) Exists(ctx context.Context) (bool, error) {
	req, err := a.newRequest(ctx, http.MethodOptions, "item")
	if err != nil {
		return false, err
	}
	resp, err := a.do(req) // want "is never closed"
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

// Download hands the body over.
func (a *api) Download(ctx context.Context) (io.ReadCloser, error) {
	req, err := a.newRequest(ctx, http.MethodGet, "blob")
	if err != nil {
		return nil, err
	}
	resp, err := a.do(req)
	if err != nil {
		return nil, err
	}
	if ct := resp.Header.Get("Content-Type"); !strings.Contains(ct, "json") {
		resp.Body.Close()
		return nil, fmt.Errorf("content type %q", ct)
	}
	return resp.Body, nil
}

func (a *api) DownloadLeaks(ctx context.Context) (io.ReadCloser, error) {
	req, err := a.newRequest(ctx, http.MethodGet, "blob")
	if err != nil {
		return nil, err
	}
	resp, err := a.do(req) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if ct := resp.Header.Get("Content-Type"); !strings.Contains(ct, "json") {
		return nil, fmt.Errorf("content type %q", ct)
	}
	return resp.Body, nil
}

// Response wraps the response, as many SDKs do.
type Response struct {
	*http.Response
	NextPage string
}

func (a *api) list(ctx context.Context, v any) (*Response, error) {
	req, err := a.newRequest(ctx, http.MethodGet, "items")
	if err != nil {
		return nil, err
	}
	resp, err := a.hc.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := &Response{Response: resp, NextPage: resp.Header.Get("Next")}
	if resp.StatusCode != http.StatusOK {
		return r, a.asError(resp)
	}
	return r, json.NewDecoder(resp.Body).Decode(v)
}

// Names ignores the wrapped response of list, whose body was closed.
func (a *api) Names(ctx context.Context) ([]string, error) {
	var page struct{ Items []string }
	_, err := a.list(ctx, &page)
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// raw returns a wrapper around an open response.
func (a *api) raw(ctx context.Context) (*Response, error) {
	req, err := a.newRequest(ctx, http.MethodGet, "raw")
	if err != nil {
		return nil, err
	}
	resp, err := a.hc.Do(req)
	if err != nil {
		return nil, err
	}
	return &Response{Response: resp}, nil
}

func (a *api) Raw(ctx context.Context) (string, error) {
	r, err := a.raw(ctx)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return string(b), err
}

func (a *api) RawForgets(ctx context.Context) (string, error) {
	r, err := a.raw(ctx) // want "is never closed"
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r.Body)
	return string(b), err
}

// A stream closes what it holds.
type stream struct {
	resp *http.Response
	dec  *json.Decoder
}

func newStream(resp *http.Response) *stream {
	return &stream{resp: resp, dec: json.NewDecoder(resp.Body)}
}

func (s *stream) next(v any) error { return s.dec.Decode(v) }

func (s *stream) Close() error { return s.resp.Body.Close() }

func (a *api) watch(ctx context.Context) (*stream, error) {
	req, err := a.newRequest(ctx, http.MethodGet, "watch")
	if err != nil {
		return nil, err
	}
	resp, err := a.do(req)
	if err != nil {
		return nil, err
	}
	return newStream(resp), nil
}

func (a *api) First(ctx context.Context) (v any, err error) {
	s, err := a.watch(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return v, s.next(&v)
}

func (a *api) FirstForgets(ctx context.Context) (v any, err error) {
	s, err := a.watch(ctx) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if err := s.next(&v); err != nil {
		return nil, err
	}
	return v, s.Close()
}

func (a *api) localStream(ctx context.Context, path string) error {
	req, err := a.newRequest(ctx, http.MethodGet, path)
	if err != nil {
		return err
	}
	resp, err := a.hc.Do(req)
	if err != nil {
		return err
	}
	s := newStream(resp)
	defer s.Close()
	var v any
	return s.next(&v)
}

// A fetcher has implementations that agree: both close.
type fetcher interface {
	consume(resp *http.Response) error
}

type reading struct{}

func (reading) consume(resp *http.Response) error {
	defer resp.Body.Close()
	_, err := io.ReadAll(resp.Body)
	return err
}

type skipping struct{}

func (skipping) consume(resp *http.Response) error { return resp.Body.Close() }

func choose(skip bool) fetcher {
	if skip {
		return skipping{}
	}
	return reading{}
}

func throughInterface(c *http.Client, url string, skip bool) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return choose(skip).consume(resp)
}

// A doer stands for a client.
type doer interface {
	Do(*http.Request) (*http.Response, error)
}

func throughDoer(d doer, url string) (int, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := d.Do(req) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func throughDoerClosed(d doer, url string) (int, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := d.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// The function type has the same shape.
type doFunc func(*http.Request) (*http.Response, error)

func (f doFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }

func throughDoFunc(c *http.Client, url string) error {
	var d doer = doFunc(c.Do)
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := d.Do(req) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusNotFound {
		return nil
	}
	return resp.Body.Close()
}
