// Package multierr closes by way of go.uber.org/multierr.
package multierr

import (
	"io"
	"net/http"

	"go.uber.org/multierr"
)

func CleanAppendInvoke(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer multierr.AppendInvoke(&err, multierr.Close(resp.Body))
	return io.ReadAll(resp.Body)
}

func CleanAppendFunc(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer multierr.AppendFunc(&err, resp.Body.Close)
	return io.ReadAll(resp.Body)
}

func CleanAppend(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return multierr.Append(err, resp.Body.Close())
}

// LeakyAppendInvoke is a path too late.
func LeakyAppendInvoke(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, multierr.Append(err, io.ErrUnexpectedEOF)
	}
	defer multierr.AppendInvoke(&err, multierr.Close(resp.Body))
	return io.ReadAll(resp.Body)
}
