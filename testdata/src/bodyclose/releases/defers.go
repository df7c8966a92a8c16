// Package releases holds the ways to close a body, each next to one that misses it.
package releases

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

var errEmpty = errors.New("empty body")

func deferClosure(c *http.Client, url string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := resp.Body.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func deferParameter(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func(body io.ReadCloser) {
		err := body.Close()
		if err != nil {
			fmt.Fprintln(io.Discard, err)
		}
	}(resp.Body)
	return nil
}

// deferParameterReads gets the body and only reads it.
func deferParameterReads(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	defer func(body io.Reader) {
		_, _ = io.Copy(io.Discard, body)
	}(resp.Body)
	return nil
}

// deferConditional closes unless the result is an error.
func deferConditional(c *http.Client, url string) (err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if err == nil {
			err = resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

// deferOnError closes on failure and hands the body over otherwise.
func deferOnError(c *http.Client, url string) (body io.ReadCloser, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	return resp.Body, nil
}

// deferOnErrorShadowed sets an err of its own, which the deferred closure does not see.
func deferOnErrorShadowed(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	return resp.Body, nil
}

// deferBefore is registered before there is a response.
func deferBefore(c *http.Client, url string) (err error) {
	var resp *http.Response
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	resp, err = c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

// deferBeforeShadowed closes the outer variable, which stays nil.
func deferBeforeShadowed(c *http.Client, url string) error {
	var resp *http.Response
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	if resp, err := c.Get(url); err != nil { // want "is never closed"
		return err
	} else if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

func deferJoin(c *http.Client, url string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	b, err := io.ReadAll(resp.Body)
	if len(b) == 0 {
		return errEmpty
	}
	return err
}

func captureClose(c io.Closer, err *error) {
	if cerr := c.Close(); *err == nil {
		*err = cerr
	}
}

func deferCapture(c *http.Client, url string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer captureClose(resp.Body, &err)
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(resp.Body); err != nil {
		return err
	}
	return nil
}

func deferMethodValue(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	stop := resp.Body.Close
	defer stop()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// methodValueForgotten takes Close and calls it on one path.
func methodValueForgotten(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	stop := resp.Body.Close
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return stop()
}

func onceValue(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	closeBody := sync.OnceValue(resp.Body.Close)
	defer closeBody()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	return closeBody()
}

// deferredTooEarly evaluates resp.Body of the first response; the second one stays open.
func deferredTooEarly(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	resp, err = c.Get(url + "/fallback") // want "is never closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func deferredLate(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() { resp.Body.Close() }()
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	resp.Body.Close()
	again, err := c.Get(url + "/fallback")
	if err != nil {
		return err
	}
	resp = again
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
