// Package payments sends requests and gives the answers to functions of its callers.
//
//fresh:family P2b
package payments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// A Handler makes something of an answer. It gets the response open.
type Handler func(res *http.Response, err error) (any, error)

// A Client sends.
type Client struct {
	HC      *http.Client
	BaseURL string
	Retries int
}

// ErrDeclined is returned when a payment is declined.
var ErrDeclined = errors.New("payments: declined")

// Request asks and lets handle do the rest.
func (c *Client) Request(ctx context.Context, method, resource string, handle Handler) (any, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.BaseURL+"/"+resource, nil)
	if err != nil {
		return nil, fmt.Errorf("payments: %w", err)
	}
	return c.attempt(req, handle)
}

func (c *Client) attempt(req *http.Request, handle Handler) (result any, err error) {
	for try := 0; ; try++ {
		resp, err := c.HC.Do(req)
		if err != nil && try < c.Retries {
			continue
		}
		if err == nil && resp.StatusCode >= http.StatusInternalServerError && try < c.Retries {
			resp.Body.Close()
			continue
		}
		return handle(resp, err)
	}
}

// Each asks for all resources and calls f with each answer, which f has to close.
func (c *Client) Each(ctx context.Context, resources []string, f func(*http.Response) error) error {
	for _, r := range resources {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL+"/"+r, nil)
		if err != nil {
			return err
		}
		resp, err := c.HC.Do(req)
		if err != nil {
			return err
		}
		if err := f(resp); err != nil {
			return err
		}
	}
	return nil
}

// With asks and closes after f.
func (c *Client) With(ctx context.Context, resource string, f func(*http.Response) error) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL+"/"+resource, nil)
	if err != nil {
		return err
	}
	resp, err := c.HC.Do(req)
	if err != nil {
		return err
	}
	defer func() {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<10))
		err = errors.Join(err, resp.Body.Close())
	}()
	return f(resp)
}
