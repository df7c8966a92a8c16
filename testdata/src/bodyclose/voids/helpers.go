package voids

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
)

// failed reports whether err is an error, and logs it.
func failed(err error) bool {
	if err != nil {
		log.SetOutput(io.Discard)
		log.Print(err)
		return true
	}
	return false
}

// succeeded is the opposite of failed.
func succeeded(err error) bool { return !failed(err) }

// wrap keeps nil.
func wrap(err error, text string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", text, err)
}

// first returns the first error that is not nil.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func helperFailed(c *http.Client, addr string) {
	resp, err := c.Get(addr)
	if failed(err) {
		return
	}
	defer resp.Body.Close()
}

func helperFailedThenStatus(c *http.Client, addr string) {
	resp, err := c.Get(addr) // want "is not closed"
	if failed(err) {
		return
	}
	if resp.StatusCode == http.StatusInternalServerError {
		log.Print(resp.Status)
		return
	}
	defer resp.Body.Close()
}

func helperSucceeded(c *http.Client, addr string) int {
	resp, err := c.Get(addr)
	if !succeeded(err) {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

func wrapped(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	err = wrap(err, "get")
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func wrappedInPlace(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if err := wrap(err, "get"); err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func errorf(c *http.Client, addr string) (err error) {
	resp, err := c.Get(addr)
	if err != nil {
		err = fmt.Errorf("get %s: %w", addr, err)
	}
	if err == nil {
		err = resp.Body.Close()
	}
	return err
}

func firstOf(c *http.Client, addr string) error {
	req, rerr := http.NewRequest(http.MethodGet, addr, nil)
	must(rerr)
	resp, err := c.Do(req)
	if err := first(err, req.Context().Err()); err != nil {
		if resp != nil {
			resp.Body.Close()
		}
		return err
	}
	return resp.Body.Close()
}

func mustNotFail(c *http.Client, addr string) []byte {
	resp, err := c.Get(addr)
	must(err)
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	must(err)
	return b
}

// joined is not nil although the request went well.
func joined(c *http.Client, addr string) error {
	resp, err := c.Get(addr) // want "is not closed"
	err = errors.Join(err, statusError(resp))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func statusError(resp *http.Response) error {
	if resp != nil && resp.StatusCode >= 400 {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

func joinedClosed(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if err == nil {
		defer resp.Body.Close()
	}
	if err = errors.Join(err, statusError(resp)); err != nil {
		return err
	}
	return nil
}
