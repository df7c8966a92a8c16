// Package heimdall uses gojek/heimdall: its client returns the response of
// net/http, open.
package heimdall

import (
	"io"
	"net/http"

	"github.com/gojek/heimdall/v7"
	"github.com/gojek/heimdall/v7/httpclient"
	"github.com/gojek/heimdall/v7/hystrix"
)

func LeakyGet(c *httpclient.Client, url string) (int, error) {
	resp, err := c.Get(url, nil)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func CleanGet(c *httpclient.Client, url string) ([]byte, error) {
	resp, err := c.Get(url, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func LeakyInterface(c heimdall.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func CleanInterface(c heimdall.Client, req *http.Request) error {
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func LeakyHystrix(c *hystrix.Client, url string) (int, error) {
	resp, err := c.Get(url, nil)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func CleanHystrix(c *hystrix.Client, url string) error {
	resp, err := c.Get(url, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
