// Package loops holds retries, polls and pages: a response must be closed before the next one.
package loops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const tries = 3

var errGaveUp = errors.New("gave up")

func retryOverwrites(c *http.Client, url string) error {
	var resp *http.Response
	var err error
	for range tries {
		resp, err = c.Get(url) // want "overwritten"
		if err == nil && resp.StatusCode < 500 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func retryCloses(c *http.Client, url string) error {
	var resp *http.Response
	var err error
	for i := range tries {
		resp, err = c.Get(url)
		if err == nil && resp.StatusCode < 500 {
			break
		}
		if err == nil && i < tries-1 {
			resp.Body.Close()
		}
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// retryOnErrorOnly overwrites nothing but nil.
func retryOnErrorOnly(c *http.Client, url string) (err error) {
	var resp *http.Response
	for try := 0; try < tries; try++ {
		if resp, err = c.Get(url); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func retryContinue(c *http.Client, url string) error {
	for i := 0; i < tries; i++ {
		resp, err := c.Get(url) // want "is not closed|overwritten"
		if err != nil {
			continue
		}
		if resp.StatusCode == http.StatusInternalServerError {
			time.Sleep(time.Millisecond)
			continue
		}
		resp.Body.Close()
		return nil
	}
	return errGaveUp
}

func retryContinueCloses(c *http.Client, url string) error {
	for i := 0; i < tries; i++ {
		resp, err := c.Get(url)
		if err != nil {
			continue
		}
		if resp.StatusCode == http.StatusInternalServerError {
			resp.Body.Close()
			time.Sleep(time.Millisecond)
			continue
		}
		resp.Body.Close()
		return nil
	}
	return errGaveUp
}

// retryKeepsLast hands the last response to its caller, good or bad.
func retryKeepsLast(c *http.Client, url string) (*http.Response, error) {
	var last *http.Response
	for i := 0; i < tries; i++ {
		if last != nil {
			last.Body.Close()
			last = nil
		}
		resp, err := c.Get(url)
		if err != nil {
			continue
		}
		last = resp
		if resp.StatusCode < 500 {
			break
		}
	}
	if last == nil {
		return nil, errGaveUp
	}
	return last, nil
}

func retryLosesEarlier(c *http.Client, url string) (*http.Response, error) {
	var last *http.Response
	for i := 0; i < tries; i++ {
		resp, err := c.Get(url) // want "overwritten|is not closed"
		if err != nil {
			continue
		}
		last = resp
		if resp.StatusCode < 500 {
			break
		}
	}
	if last == nil {
		return nil, errGaveUp
	}
	return last, nil
}

// retryLastErr returns the error of the last try; each body is closed by the reader.
func retryLastErr(ctx context.Context, c *http.Client, url string) (body []byte, err error) {
	for attempt := 1; ; attempt++ {
		body, err = once(ctx, c, url)
		if err == nil || attempt == tries {
			return body, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

func once(ctx context.Context, c *http.Client, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	return io.ReadAll(resp.Body)
}

// retryReturnsOpen gives the good response away and forgets the bad ones.
func retryReturnsOpen(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	for range tries {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		resp, err := c.Do(req) // want "is not closed|overwritten"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusOK {
			return resp, nil
		}
	}
	return nil, errGaveUp
}

func retryReturnsOpenCloses(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	for range tries {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		resp, err := c.Do(req)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusOK {
			return resp, nil
		}
		_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
		resp.Body.Close()
	}
	return nil, errGaveUp
}

// retryWithGoto loops by hand.
func retryWithGoto(c *http.Client, url string) error {
	n := 0
again:
	resp, err := c.Get(url) // want "is not closed|overwritten"
	if err != nil {
		return err
	}
	if n++; resp.StatusCode >= 500 && n < tries {
		goto again
	}
	return resp.Body.Close()
}

func retryWithGotoCloses(c *http.Client, url string) error {
	n := 0
again:
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	resp.Body.Close()
	if n++; resp.StatusCode >= 500 && n < tries {
		goto again
	}
	return nil
}
