// Package errcapture closes by way of efficientgo's errcapture.
package errcapture

import (
	"errors"
	"io"
	"net/http"

	"github.com/efficientgo/core/errcapture"
)

func CleanDo(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer errcapture.Do(&err, resp.Body.Close, "close %s", url)
	return io.ReadAll(resp.Body)
}

func CleanExhaustClose(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer errcapture.ExhaustClose(&err, resp.Body, "close %s", url)
	return io.ReadAll(resp.Body)
}

// LeakyDo is a path too late.
func LeakyDo(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New(resp.Status)
	}
	defer errcapture.Do(&err, resp.Body.Close, "close %s", url)
	return io.ReadAll(resp.Body)
}
