// Package resty2 uses resty v2, which reads and closes the body itself unless
// SetDoNotParseResponse(true) asks it not to: "Do not forget to close the body,
// otherwise you might get into connection leaks" (Response.RawBody).
package resty2

import (
	"io"

	"github.com/go-resty/resty/v2"
)

func CleanGet(c *resty.Client, url string) (int, error) {
	resp, err := c.R().Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode(), nil
}

func CleanResult(c *resty.Client, url string, v any) error {
	resp, err := c.R().SetResult(v).Get(url)
	if err != nil {
		return err
	}
	_ = resp.Body()
	return nil
}

func LeakyRaw(c *resty.Client, url string) ([]byte, error) {
	resp, err := c.R().SetDoNotParseResponse(true).Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.RawBody())
}

func CleanRaw(c *resty.Client, url string) ([]byte, error) {
	resp, err := c.R().SetDoNotParseResponse(true).Get(url)
	if err != nil {
		return nil, err
	}
	body := resp.RawBody()
	defer body.Close()
	return io.ReadAll(body)
}
