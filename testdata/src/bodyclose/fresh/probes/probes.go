// Package probes asks whether services are there. Answers to HEAD, and those with the statuses
// 204 and 304, have no body.
//
//fresh:family P8
package probes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// A Prober probes.
type Prober struct {
	client *http.Client
	target string
	etag   string
}

func newRequest(ctx context.Context, method, url string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	req.Header.Set("User-Agent", "prober/1")
	return req, nil
}

// Size asks for the size of something.
func Size(url string) (int64, error) {
	resp, err := http.Head(url)
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// SizeOf asks by a client.
func (p *Prober) SizeOf(ctx context.Context) (int64, error) {
	req, err := http.NewRequestWithContext(ctx, "HEAD", p.target, nil)
	if err != nil {
		return 0, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, errors.New(resp.Status)
	}
	return resp.ContentLength, nil
}

// Ranges asks by a request that a helper makes.
func (p *Prober) Ranges(ctx context.Context) (bool, error) {
	req, err := newRequest(ctx, http.MethodHead, p.target)
	if err != nil {
		return false, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return false, err
	}
	return strings.Contains(resp.Header.Get("Accept-Ranges"), "bytes"), nil
}

// RangesByGet asks in the same way, but for all of it.
func (p *Prober) RangesByGet(ctx context.Context) (bool, error) {
	req, err := newRequest(ctx, http.MethodGet, p.target)
	if err != nil {
		return false, err
	}
	resp, err := p.client.Do(req) //oracle:leak GET has a body
	if err != nil {
		return false, err
	}
	return strings.Contains(resp.Header.Get("Accept-Ranges"), "bytes"), nil
}

// exists asks by a method of the caller's choice.
func (p *Prober) exists(ctx context.Context, method string) (*http.Response, error) {
	req, err := newRequest(ctx, method, p.target)
	if err != nil {
		return nil, err
	}
	return p.client.Do(req)
}

// Exists asks by HEAD and, where that is not allowed, by GET.
func (p *Prober) Exists(ctx context.Context) (bool, error) {
	resp, err := p.exists(ctx, http.MethodHead)
	if err != nil {
		return false, err
	}
	if resp.StatusCode == http.StatusMethodNotAllowed {
		resp, err = p.exists(ctx, http.MethodGet)
		if err != nil {
			return false, err
		}
		resp.Body.Close()
	}
	return resp.StatusCode < http.StatusBadRequest, nil
}

// ExistsOr asks by HEAD and then by GET, whose answer it forgets.
func (p *Prober) ExistsOr(ctx context.Context) (bool, error) {
	resp, err := p.exists(ctx, http.MethodHead)
	if err == nil && resp.StatusCode == http.StatusOK {
		return true, nil
	}
	resp, err = p.exists(ctx, http.MethodGet) //oracle:leak the second question has a body
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

// Changed asks whether something is newer than what is known.
func (p *Prober) Changed(ctx context.Context) (io.ReadCloser, error) {
	req, err := newRequest(ctx, http.MethodGet, p.target)
	if err != nil {
		return nil, err
	}
	if p.etag != "" {
		req.Header.Set("If-None-Match", p.etag)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotModified {
		return nil, nil
	}
	return resp.Body, nil
}

// Delete deletes something; 204 is what the service answers.
func (p *Prober) Delete(ctx context.Context) error {
	req, err := newRequest(ctx, http.MethodDelete, p.target)
	if err != nil {
		return err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 256))
	return fmt.Errorf("delete: %s: %s", resp.Status, text)
}

// Purge takes any success.
func (p *Prober) Purge(ctx context.Context) error {
	req, err := newRequest(ctx, http.MethodDelete, p.target)
	if err != nil {
		return err
	}
	resp, err := p.client.Do(req) //oracle:leak 200 has a body
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusOK, http.StatusNoContent:
		return nil
	}
	defer resp.Body.Close()
	return fmt.Errorf("purge: %s", resp.Status)
}

// Connectivity is what captive portals are found by.
func Connectivity(c *http.Client, url string) (online bool) {
	resp, err := c.Get(url)
	if err != nil {
		return false
	}
	if resp.StatusCode != http.StatusNoContent {
		resp.Body.Close()
		return false
	}
	return true
}

// Healthy asks all, and gives each a little time.
func (p *Prober) Healthy(ctx context.Context, urls []string) (well int) {
	for _, u := range urls {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		req, err := newRequest(ctx, http.MethodGet, u+"/healthz")
		if err == nil {
			resp, err := p.client.Do(req)
			if err == nil {
				if resp.StatusCode == http.StatusOK {
					well++
				}
				resp.Body.Close()
			}
		}
		cancel()
	}
	return well
}

// Live stops at the first that is well.
func (p *Prober) Live(ctx context.Context, urls []string) bool {
	for _, u := range urls {
		req, err := newRequest(ctx, http.MethodGet, u+"/livez")
		if err != nil {
			continue
		}
		resp, err := p.client.Do(req) //oracle:leak the one that is well
		if err != nil {
			continue
		}
		if resp.StatusCode == http.StatusOK {
			return true
		}
		resp.Body.Close()
	}
	return false
}

// Wait waits until the target is ready. Each answer is closed before the next is asked for.
func (p *Prober) Wait(ctx context.Context, every time.Duration) error {
	for range 3 {
		resp, err := p.exists(ctx, http.MethodGet)
		if err == nil {
			ready := resp.StatusCode/100 == 2
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if ready {
				return nil
			}
		}
		time.Sleep(every)
	}
	return errors.New("probe: not ready")
}
