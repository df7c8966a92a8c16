package branches

import (
	"context"
	"io"
	"net/http"
	"time"
)

// A request whose context has ended gives its connection up: the transport closes it.
func cancelledBetween(c *http.Client, url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func cancelledEach(c *http.Client, url string) (n int, err error) {
	ctx := context.Background()
	for range 3 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return n, err
		}
		resp, err := c.Do(req)
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		if err != nil {
			return n, err
		}
		if resp.Body.Close() == nil {
			n++
		}
	}
	return n, nil
}

// Where the context lives on, the duty does, too.
func aliveBetween(c *http.Client, url string) error {
	ctx := context.Background()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req) // want "is not closed when"
	if err != nil {
		return err
	}
	if ctx.Err() == nil && resp.StatusCode == http.StatusNotFound {
		return nil
	}
	return resp.Body.Close()
}
