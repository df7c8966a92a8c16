// Package voids holds paths on which there is no response: nothing has to be closed there.
package voids

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
)

var errBackend = errors.New("backend")

func plain(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	return resp.Body.Close()
}

func reversed(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if nil == err {
		resp.Body.Close()
	}
	return err
}

func boolVariable(c *http.Client, addr string) bool {
	resp, err := c.Get(addr)
	ok := err == nil
	if !ok {
		return false
	}
	resp.Body.Close()
	return ok
}

func boolVariableOfStatus(c *http.Client, addr string) bool {
	resp, err := c.Get(addr) // want "is not closed"
	ok := err == nil && resp.StatusCode == http.StatusOK
	if !ok {
		return false
	}
	resp.Body.Close()
	return ok
}

func failedFlag(c *http.Client, addr string) (err error) {
	failed := false
	resp, err := c.Get(addr)
	if err != nil {
		failed = true
	}
	if !failed {
		defer resp.Body.Close()
	}
	if failed {
		return errBackend
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func switchOnErr(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	switch err {
	case nil:
		return resp.Body.Close()
	case io.EOF:
		return errBackend
	default:
		return err
	}
}

func switchOnErrLeaks(c *http.Client, addr string) error {
	resp, err := c.Get(addr) // want "is not closed"
	switch err {
	case nil:
		if resp.StatusCode != http.StatusOK {
			return errBackend
		}
		return resp.Body.Close()
	case io.EOF:
		return errBackend
	default:
		return err
	}
}

func switchTrue(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return err
	case resp.StatusCode == http.StatusNotFound:
		resp.Body.Close()
		return os.ErrNotExist
	}
	return resp.Body.Close()
}

func switchTrueLeaks(c *http.Client, addr string) error {
	resp, err := c.Get(addr) // want "is not closed"
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return err
	case resp.StatusCode == http.StatusNotFound:
		return os.ErrNotExist
	}
	return resp.Body.Close()
}

func copiedError(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	getErr := err
	_, err = os.Stat(os.DevNull)
	if getErr != nil {
		return getErr
	}
	defer resp.Body.Close()
	return err
}

// copiedErrorMixedUp looks at the error of os.Stat where that of the request was meant.
func copiedErrorMixedUp(c *http.Client, addr string, file string) error {
	resp, getErr := c.Get(addr) // want "is not closed"
	_, err := os.Stat(file)
	if err != nil {
		return err
	}
	if getErr != nil {
		return getErr
	}
	defer resp.Body.Close()
	return nil
}

func errorsIs(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func errorsAs(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	var uerr *url.Error
	if errors.As(err, &uerr) {
		if uerr.Timeout() {
			return context.DeadlineExceeded
		}
		return uerr.Err
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func typeAssertion(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if uerr, ok := err.(*url.Error); ok {
		return uerr.Err
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func typeSwitch(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	switch e := err.(type) {
	case nil:
	case *url.Error:
		return e.Err
	case net.Error:
		return fmt.Errorf("network: %w", e)
	default:
		return e
	}
	return resp.Body.Close()
}

func typeSwitchLeaks(c *http.Client, addr string) error {
	resp, err := c.Get(addr) // want "is not closed"
	switch e := err.(type) {
	case nil:
		if resp.ContentLength < 0 {
			return io.ErrUnexpectedEOF
		}
	case *url.Error:
		return e.Err
	default:
		return e
	}
	return resp.Body.Close()
}

// otherErrorsIs tests an error that has nothing to do with the response.
func otherErrorsIs(c *http.Client, addr string, file string) error {
	_, serr := os.Stat(file)
	resp, err := c.Get(addr) // want "is not closed"
	if err != nil {
		return err
	}
	if errors.Is(serr, os.ErrNotExist) {
		return serr
	}
	return resp.Body.Close()
}
