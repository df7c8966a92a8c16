// Package roundtrip is middleware for clients. What a transport returns beside an error, the
// client drops.
//
//fresh:family R11
package roundtrip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"time"
)

// A Func is a transport.
type Func func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f Func) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// Strict makes errors of the statuses that are errors.
type Strict struct{ Next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (s *Strict) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.Next.RoundTrip(req) //oracle:leak returned beside an error
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return resp, fmt.Errorf("%s %s: %s", req.Method, req.URL, resp.Status)
	}
	return resp, nil
}

// StrictClosed closes what it refuses.
type StrictClosed struct{ Next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (s *StrictClosed) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.Next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		resp.Body.Close()
		return resp, fmt.Errorf("%s %s: %s", req.Method, req.URL, resp.Status)
	}
	return resp, nil
}

// Refresh gets a new token when the old one is refused.
type Refresh struct {
	Next  http.RoundTripper
	Token string
	mu    sync.Mutex
}

// RoundTrip implements [http.RoundTripper].
func (r *Refresh) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.Next.RoundTrip(r.sign(req)) //oracle:leak the refused answer
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	r.mu.Lock()
	r.Token += "'"
	r.mu.Unlock()
	return r.Next.RoundTrip(r.sign(req))
}

func (r *Refresh) sign(req *http.Request) *http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", "Bearer "+r.Token)
	return out
}

// RefreshDrained reads the refused answer, so that its connection can be used again.
type RefreshDrained struct{ Refresh }

// RoundTrip implements [http.RoundTripper].
func (r *RefreshDrained) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.Next.RoundTrip(r.sign(req))
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4<<10))
	resp.Body.Close()
	r.mu.Lock()
	r.Token += "'"
	r.mu.Unlock()
	return r.Next.RoundTrip(r.sign(req))
}

// Dump writes what it sees to a writer.
type Dump struct {
	Next http.RoundTripper
	W    io.Writer
}

// RoundTrip implements [http.RoundTripper].
func (d *Dump) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := d.Next.RoundTrip(req) //oracle:leak what cannot be dumped
	if err != nil {
		return nil, err
	}
	text, err := httputil.DumpResponse(resp, true)
	if err != nil {
		return nil, fmt.Errorf("dump: %w", err)
	}
	if d.W != nil {
		_, _ = d.W.Write(text)
	}
	return resp, nil
}

// Memory keeps answers in memory, and gives copies of them.
type Memory struct {
	Next    http.RoundTripper
	mu      sync.Mutex
	entries map[string][]byte
}

// RoundTrip implements [http.RoundTripper].
func (m *Memory) RoundTrip(req *http.Request) (*http.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if text, ok := m.entries[req.URL.String()]; ok {
		return &http.Response{
			StatusCode: http.StatusOK, Status: "200 OK", Body: io.NopCloser(bytes.NewReader(text)), Request: req,
		}, nil
	}
	resp, err := m.Next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusOK && m.entries != nil {
		m.entries[req.URL.String()] = text
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	return resp, nil
}

// MemoryShort forgets the body whose place it takes.
type MemoryShort struct{ Next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (m *MemoryShort) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := m.Next.RoundTrip(req) //oracle:leak replaced by a copy, and not closed
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	return resp, nil
}

// Retrying asks again after server errors.
func Retrying(next http.RoundTripper, times int) http.RoundTripper {
	return Func(func(req *http.Request) (*http.Response, error) {
		for try := 1; ; try++ {
			resp, err := next.RoundTrip(req) //oracle:leak an answer that is tried again
			if err == nil && resp.StatusCode < http.StatusInternalServerError || try >= times {
				return resp, err
			}
			time.Sleep(time.Duration(try) * 100 * time.Microsecond)
		}
	})
}

// RetryingClosed closes what it tries again.
func RetryingClosed(next http.RoundTripper, times int) http.RoundTripper {
	return Func(func(req *http.Request) (*http.Response, error) {
		for try := 1; ; try++ {
			resp, err := next.RoundTrip(req)
			if err == nil && resp.StatusCode < http.StatusInternalServerError || try >= times {
				return resp, err
			}
			if resp != nil {
				resp.Body.Close()
			}
		}
	})
}

// Use sends one request through each transport.
func Use(ctx context.Context, rt http.RoundTripper, url string) error {
	var errs []error
	for _, t := range []http.RoundTripper{
		&Strict{rt}, &StrictClosed{rt}, &Refresh{Next: rt}, &RefreshDrained{Refresh{Next: rt}}, &Dump{Next: rt},
		&Memory{Next: rt}, &MemoryShort{rt}, Retrying(rt, 2), RetryingClosed(rt, 2),
	} {
		errs = append(errs, once(ctx, &http.Client{Transport: t}, url))
	}
	return errors.Join(errs...)
}

func once(ctx context.Context, c *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, strings.NewReader("?"))
	if err != nil {
		return err
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
