// Package retryablehttp uses hashicorp/go-retryablehttp: a response that comes
// without an error is the caller's to close.
package retryablehttp

import (
	"errors"
	"io"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"
)

func LeakyGet(url string) (int, error) {
	resp, err := retryablehttp.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func CleanGet(url string) ([]byte, error) {
	resp, err := retryablehttp.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func LeakyDo(c *retryablehttp.Client, req *retryablehttp.Request) error {
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return resp.Body.Close()
}

func CleanDo(c *retryablehttp.Client, req *retryablehttp.Request) error {
	resp, err := c.Do(req)
	if err != nil {
		return err // by default the body is closed, and there is no response
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

func LeakyStandardClient(url string) (int, error) {
	resp, err := retryablehttp.NewClient().StandardClient().Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func CleanStandardClient(url string) error {
	resp, err := retryablehttp.NewClient().StandardClient().Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// LeakyPassthrough asks for the last response next to the error, and drops it.
func LeakyPassthrough(url string) (int, error) {
	c := retryablehttp.NewClient()
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func CleanPassthrough(url string) (int, error) {
	c := retryablehttp.NewClient()
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	resp, err := c.Get(url)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
