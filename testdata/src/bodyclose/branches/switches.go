package branches

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

func switchSomeArms(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		resp.Body.Close()
		return nil
	case http.StatusNotFound:
		return errStatus
	default:
		resp.Body.Close()
		return fmt.Errorf("status %d", resp.StatusCode)
	}
}

func switchAllArms(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		resp.Body.Close()
		return nil
	case http.StatusNotFound:
		resp.Body.Close()
		return errStatus
	default:
		resp.Body.Close()
		return fmt.Errorf("status %d", resp.StatusCode)
	}
}

func switchWithoutDefault(c *http.Client, url string) (found bool) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return false
	}
	switch {
	case resp.StatusCode < 300:
		found = true
		resp.Body.Close()
	case resp.StatusCode == http.StatusNotFound:
		resp.Body.Close()
	}
	return found
}

func switchFallsThrough(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
		io.Copy(io.Discard, resp.Body)
		fallthrough
	case code < 500:
		resp.Body.Close()
		return nil
	}
	resp.Body.Close()
	return errStatus
}

func switchFallsPast(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusNotFound:
		return errStatus
	case http.StatusOK:
		fallthrough
	case http.StatusFound:
		break
	}
	return resp.Body.Close()
}

func selectGivesUp(c *http.Client, url string, quit bool) error {
	done := make(chan struct{})
	if quit {
		close(done)
	}
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	select {
	case <-done:
		return errStatus
	case <-time.After(time.Millisecond):
		resp.Body.Close()
	}
	return nil
}

func selectClosesBoth(ctx context.Context, c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		resp.Body.Close()
		return ctx.Err()
	default:
	}
	_, err = io.Copy(io.Discard, resp.Body)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	return err
}

func contentType(c *http.Client, url string) (v any, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	switch ct := resp.Header.Get("Content-Type"); ct {
	case "application/json":
		err = json.NewDecoder(resp.Body).Decode(&v)
		resp.Body.Close()
	case "":
		return nil, fmt.Errorf("no content type")
	default:
		return nil, fmt.Errorf("content type %q", ct)
	}
	return v, err
}
