// Package pacer calls functions again, at a pace that the server can stand.
//
//fresh:family R2
package pacer

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// A Paced function reports whether it has to be called again.
type Paced func() (retry bool, err error)

// A Pacer limits and repeats calls.
type Pacer struct {
	mu      sync.Mutex
	pause   time.Duration
	retries int
	tokens  chan struct{}
}

// New returns a pacer that calls up to three times.
func New() *Pacer {
	return &Pacer{pause: 100 * time.Microsecond, retries: 3, tokens: make(chan struct{}, 4)}
}

func (p *Pacer) begin() { p.tokens <- struct{}{} }

func (p *Pacer) end(retry bool) {
	<-p.tokens
	p.mu.Lock()
	defer p.mu.Unlock()
	if retry {
		p.pause = min(2*p.pause, time.Millisecond)
	}
}

// Call calls fn until it does not want to be called again.
func (p *Pacer) Call(fn Paced) (err error) {
	for range p.retries {
		var retry bool
		p.begin()
		retry, err = fn()
		p.end(retry)
		if !retry {
			return err
		}
		time.Sleep(p.pause)
	}
	return err
}

// CallNoRetry calls fn once.
func (p *Pacer) CallNoRetry(fn Paced) error {
	p.begin()
	defer p.end(false)
	_, err := fn()
	return err
}

// ErrRetry says that a function wants to be called again.
var ErrRetry = errors.New("pacer: again")

// Until calls fn until it returns another error than ErrRetry, or ctx ends.
func Until(ctx context.Context, fn func(ctx context.Context, attempt int) error) error {
	for attempt := range 4 {
		err := fn(ctx, attempt)
		if !errors.Is(err, ErrRetry) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return ErrRetry
}

// ShouldRetry reports whether the status or the error is worth another attempt.
func ShouldRetry(resp *http.Response, err error) (bool, error) {
	if err != nil {
		return true, err
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway:
		return true, errors.New(resp.Status)
	}
	return false, nil
}
