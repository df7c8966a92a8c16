// Package owners has types that own a response, and functions that use them.
//
//fresh:family R10
package owners

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
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
