// Package crawler reads what a vendor's service has, by a client of the vendor's.
//
//fresh:family R3
package crawler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"bodyclose/fresh/vendorapi"
)

// A Crawler crawls.
type Crawler struct {
	HC      *http.Client
	BaseURL string
}

func (c *Crawler) service() vendorapi.Service { return vendorapi.Service{HTTP: c.HC, Base: c.BaseURL} }

func (c *Crawler) get(ctx context.Context, resource string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL+"/"+resource, nil)
	if err != nil {
		return nil, err
	}
	return c.HC.Do(req)
}

// Object reads an object.
func (c *Crawler) Object(ctx context.Context, name string) (string, error) {
	r, err := c.service().Get(ctx, name)
	if err != nil {
		return "", fmt.Errorf("object %s: %w", name, err)
	}
	defer r.Content.Close()
	var sb strings.Builder
	_, err = io.Copy(&sb, r.Content)
	return sb.String(), err
}

// ObjectJSON decodes one.
func (c *Crawler) ObjectJSON(ctx context.Context, name string, w io.Writer) error {
	r, err := c.service().Get(ctx, name) //oracle:leak decoded, and not closed
	if err != nil {
		return err
	}
	var v map[string]any
	if err := json.NewDecoder(r.Content).Decode(&v); err != nil {
		return fmt.Errorf("object %s: %w", name, err)
	}
	_, err = fmt.Fprintln(w, len(v))
	return err
}

// ObjectRaw closes the response that it came in.
func (c *Crawler) ObjectRaw(ctx context.Context, name string) (int64, error) {
	r, err := c.service().Get(ctx, name)
	if err != nil {
		return 0, err
	}
	defer r.RawResponse.Body.Close()
	return io.Copy(io.Discard, r.Content)
}

// ObjectID is for logs.
func (c *Crawler) ObjectID(ctx context.Context, name string) string {
	r, err := c.service().Get(ctx, name) //oracle:leak the content of a struct by value
	if err != nil {
		return ""
	}
	return r.RequestID
}

// Logs copies a stream.
func (c *Crawler) Logs(ctx context.Context, pod string, w io.Writer) (err error) {
	stream, err := c.service().Verb("GET").Resource(pod).Resource("log").Stream(ctx)
	if err != nil {
		return fmt.Errorf("logs of %s: %w", pod, err)
	}
	defer func() { err = errors.Join(err, stream.Close()) }()
	_, err = io.Copy(w, stream)
	return err
}

// LogTail reads a stream, and closes it if all goes well.
func (c *Crawler) LogTail(ctx context.Context, pod string) (string, error) {
	stream, err := c.service().Verb("GET").Resource(pod).Stream(ctx) //oracle:leak a stream that breaks off
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(stream)
	if err != nil {
		return "", fmt.Errorf("logs of %s: %w", pod, err)
	}
	stream.Close()
	return string(data[max(0, len(data)-80):]), nil
}

// Pods reads all at once.
func (c *Crawler) Pods(ctx context.Context) (int, error) {
	data, err := c.service().Verb("GET").Resource("pods").Do(ctx).Raw()
	return len(data), err
}

// Inspected leaves what reports an error to Inspect, which closes it.
//
//fresh:family R12
func (c *Crawler) Inspected(ctx context.Context) (int64, error) {
	resp, err := c.get(ctx, "inspected")
	if err != nil {
		return 0, err
	}
	if err := vendorapi.Inspect(resp); err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// Described leaves it to Describe, which does not.
//
//fresh:family R12
func (c *Crawler) Described(ctx context.Context) (int64, error) {
	resp, err := c.get(ctx, "described") //oracle:leak a large function that only looks
	if err != nil {
		return 0, err
	}
	if err := vendorapi.Describe(resp); err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// DescribedClosed closes first.
//
//fresh:family R12
func (c *Crawler) DescribedClosed(ctx context.Context) (int64, error) {
	resp, err := c.get(ctx, "described")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if err := vendorapi.Describe(resp); err != nil {
		return 0, err
	}
	return io.Copy(io.Discard, resp.Body)
}

// InspectedOK forgets that a right answer is open.
//
//fresh:family R12
func (c *Crawler) InspectedOK(ctx context.Context) error {
	resp, err := c.get(ctx, "inspected") //oracle:leak Inspect closes errors only
	if err != nil {
		return err
	}
	return vendorapi.Inspect(resp)
}

// Heads asks for several things and compares them.
//
//fresh:family P7
func (c *Crawler) Heads(ctx context.Context, names []string) (same bool, err error) {
	all := make([]*http.Response, len(names))
	defer func() {
		for _, resp := range all {
			if resp != nil {
				err = errors.Join(err, resp.Body.Close())
			}
		}
	}()
	for i, name := range names {
		if all[i], err = c.get(ctx, name); err != nil {
			return false, fmt.Errorf("heads: %w", err)
		}
	}
	return slices.IndexFunc(all, func(resp *http.Response) bool { return resp.StatusCode != http.StatusOK }) < 0, nil
}

// HeadsOpen closes those before the one that is not like the first.
//
//fresh:family P7
func (c *Crawler) HeadsOpen(ctx context.Context, names []string) (bool, error) {
	all := make([]*http.Response, 0, len(names))
	for _, name := range names {
		resp, err := c.get(ctx, name) //oracle:leak those behind one that is no good
		if err != nil {
			for _, resp := range all {
				resp.Body.Close()
			}
			return false, err
		}
		all = append(all, resp)
	}
	for _, resp := range all {
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return false, nil
		}
	}
	return true, nil
}

// Steps share an error.
type steps struct {
	c    *Crawler
	last *http.Response
	err  error
}

func (s *steps) step(ctx context.Context, name string) {
	if s.err != nil {
		return
	}
	if s.last != nil {
		s.last.Body.Close()
	}
	s.last, s.err = s.c.get(ctx, name)
	if s.err != nil {
		s.last = nil
	}
}

func (s *steps) finish() error {
	if s.last != nil {
		s.err = errors.Join(s.err, s.last.Body.Close())
		s.last = nil
	}
	return s.err
}

// Walk takes steps, and finishes.
//
//fresh:family P5
func (c *Crawler) Walk(ctx context.Context) error {
	s := &steps{c: c}
	s.step(ctx, "a")
	s.step(ctx, "b")
	s.step(ctx, "c")
	return s.finish()
}

// WalkFar returns the error that sticks, and does not finish.
//
//fresh:family P5
func (c *Crawler) WalkFar(ctx context.Context) error {
	s := &steps{c: c}
	s.step(ctx, "a") //oracle:leak the error is not all that is kept
	return s.err
}

// Trail takes steps over a range function, and keeps the last for its caller.
//
//fresh:family R7
func (c *Crawler) Trail(ctx context.Context, names []string) (*http.Response, error) {
	var last *http.Response
	for name := range slices.Values(names) {
		resp, err := c.get(ctx, name)
		if last != nil {
			last.Body.Close()
		}
		last = resp
		if err != nil {
			return nil, err
		}
	}
	return last, nil
}

// TrailEnd keeps none, but forgets the last.
//
//fresh:family R7
func (c *Crawler) TrailEnd(ctx context.Context, names []string) (code int, err error) {
	var last *http.Response
	for _, name := range slices.Backward(names) {
		if last != nil {
			last.Body.Close()
		}
		if last, err = c.get(ctx, name); err != nil { //oracle:leak the last of them
			return 0, err
		}
		code = last.StatusCode
	}
	return code, nil
}
