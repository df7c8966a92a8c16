// Package owners has types that own a response, and functions that use them.
//
//fresh:family R10
package owners

import (
	"bufio"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// An API is asked.
type API struct {
	client  *http.Client
	baseURL string
}

func (a *API) get(ctx context.Context, resource string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.baseURL+"/"+resource, nil)
	if err != nil {
		return nil, err
	}
	return a.client.Do(req)
}

// A Reply is what the API answers.
type Reply interface {
	Status() int
	Decode(v any) error
	Close() error
}

// reply is a Reply. Its methods have value receivers.
type reply struct{ resp *http.Response }

func (r reply) Status() int { return r.resp.StatusCode }

func (r reply) Decode(v any) error { return json.NewDecoder(r.resp.Body).Decode(v) }

func (r reply) Close() error { return r.resp.Body.Close() }

// Ask asks.
func (a *API) Ask(ctx context.Context, resource string) (Reply, error) {
	resp, err := a.get(ctx, resource)
	if err != nil {
		return nil, err
	}
	return reply{resp}, nil
}

// Name decodes and closes.
func (a *API) Name(ctx context.Context) (string, error) {
	r, err := a.Ask(ctx, "name")
	if err != nil {
		return "", err
	}
	defer r.Close()
	var v struct{ Name string }
	err = r.Decode(&v)
	return v.Name, err
}

// Total decodes.
func (a *API) Total(ctx context.Context) (int, error) {
	r, err := a.Ask(ctx, "total") //oracle:leak decoding does not close
	if err != nil {
		return 0, err
	}
	var v struct{ Total int }
	err = r.Decode(&v)
	return v.Total, err
}

// Found looks at the status.
func (a *API) Found(ctx context.Context) (bool, error) {
	r, err := a.Ask(ctx, "thing") //oracle:leak neither does a look
	if err != nil {
		return false, err
	}
	return r.Status() != http.StatusNotFound, nil
}

// A Lease holds a connection until it is given back.
type Lease struct {
	mu   sync.Mutex
	body io.ReadCloser
	br   *bufio.Reader
}

// Line returns the next line.
func (l *Lease) Line() (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.body == nil {
		return "", io.ErrClosedPipe
	}
	return l.br.ReadString('\n')
}

// GiveBack ends the lease. It can be called again.
func (l *Lease) GiveBack() (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.body != nil {
		err = l.body.Close()
		l.body = nil
	}
	return err
}

func newLease(resp *http.Response) (*Lease, error) {
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("lease refused: %s", resp.Status)
	}
	return &Lease{body: resp.Body, br: bufio.NewReader(resp.Body)}, nil
}

// Lease leases.
func (a *API) Lease(ctx context.Context) (*Lease, error) {
	resp, err := a.get(ctx, "lease")
	if err != nil {
		return nil, err
	}
	l, err := newLease(resp)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return l, nil
}

// LeaseNow leaves it to newLease, which does not close what it refuses.
func (a *API) LeaseNow(ctx context.Context) (*Lease, error) {
	resp, err := a.get(ctx, "lease") //oracle:leak refused leases
	if err != nil {
		return nil, err
	}
	return newLease(resp)
}

// Greeting uses a lease.
func (a *API) Greeting(ctx context.Context) (string, error) {
	l, err := a.Lease(ctx)
	if err != nil {
		return "", err
	}
	line, err := l.Line()
	return strings.TrimSpace(line), errors.Join(err, l.GiveBack())
}

// GreetingKept gives it back if there is a greeting.
func (a *API) GreetingKept(ctx context.Context) (string, error) {
	l, err := a.Lease(ctx) //oracle:leak without a line it is kept
	if err != nil {
		return "", err
	}
	line, err := l.Line()
	if err != nil {
		return "", fmt.Errorf("greeting: %w", err)
	}
	return line, l.GiveBack()
}

// A session keeps the stream that it reads now.
//
//fresh:family R5
type session struct {
	api  *API
	cur  *http.Response
	seen int
}

// advance goes to the next stream and closes the one before.
//
//fresh:family R5
func (s *session) advance(ctx context.Context) error {
	if s.cur != nil {
		s.cur.Body.Close()
	}
	resp, err := s.api.get(ctx, fmt.Sprint("streams/", s.seen))
	s.cur = resp
	if err != nil {
		s.cur = nil
		return err
	}
	s.seen++
	return nil
}

func (s *session) end() {
	if s.cur != nil {
		s.cur.Body.Close()
		s.cur = nil
	}
}

// Streams goes through three streams.
//
//fresh:family R5
func (a *API) Streams(ctx context.Context) (n int64, err error) {
	s := &session{api: a}
	defer s.end()
	for range 3 {
		if err := s.advance(ctx); err != nil {
			return n, err
		}
		k, err := io.Copy(io.Discard, s.cur.Body)
		if n += k; err != nil {
			return n, err
		}
	}
	return n, nil
}

// StreamsKept does not end its session.
//
//fresh:family R5
func (a *API) StreamsKept(ctx context.Context) (n int, err error) {
	s := session{api: a}
	for range 2 {
		if err := s.advance(ctx); err != nil { //oracle:leak the session is local, and not ended
			return s.seen, err
		}
	}
	return s.seen, nil
}

// wrapped is a body under decoders.
type wrapped struct {
	io.ReadCloser
	under io.Closer
}

func (w *wrapped) Close() error { return errors.Join(w.ReadCloser.Close(), w.under.Close()) }

// Decoded undoes the encodings of an answer, the last one first.
//
//fresh:family R7
func (a *API) Decoded(ctx context.Context, encodings []string) (io.ReadCloser, error) {
	resp, err := a.get(ctx, "encoded")
	if err != nil {
		return nil, err
	}
	body := resp.Body
	for range slices.Backward(encodings) {
		body = &wrapped{flate.NewReader(body), body}
	}
	return body, nil
}

// DecodedShort wraps the body so that closing the result does not reach it.
//
//fresh:family R7
func (a *API) DecodedShort(ctx context.Context, encodings []string) (io.ReadCloser, error) {
	resp, err := a.get(ctx, "encoded") //oracle:leak flate readers hide it
	if err != nil {
		return nil, err
	}
	for range slices.Backward(encodings) {
		resp.Body = flate.NewReader(resp.Body)
	}
	return resp.Body, nil
}

// DecodedText reads through decoders, and closes what is at the bottom.
//
//fresh:family R7
func (a *API) DecodedText(ctx context.Context, encodings []string) (string, error) {
	resp, err := a.get(ctx, "encoded")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r io.Reader = resp.Body
	for range slices.Values(encodings) {
		r = flate.NewReader(r)
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

// First keeps the first of several answers that is good, found in a range over a function.
//
//fresh:family R7
func (a *API) First(ctx context.Context, names []string) (*http.Response, error) {
	var found *http.Response
	for _, name := range slices.All(names) {
		resp, err := a.get(ctx, name)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusOK {
			found = resp
			break
		}
		resp.Body.Close()
	}
	if found == nil {
		return nil, errors.New("none of them is good")
	}
	return found, nil
}

// FirstOf leaves those that are not.
//
//fresh:family R7
func (a *API) FirstOf(ctx context.Context, names []string) (*http.Response, error) {
	for _, name := range slices.All(names) {
		resp, err := a.get(ctx, name) //oracle:leak not good
		if err == nil && resp.StatusCode == http.StatusOK {
			return resp, nil
		}
	}
	return nil, errors.New("none of them is good")
}
