// Package resty3 uses resty v3, which reads and closes the body itself unless
// SetResponseDoNotParse(true) asks it not to: "do not forget to close the body".
package resty3

import (
	"io"

	"resty.dev/v3"
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
	_ = resp.Result()
	return nil
}

func LeakyRaw(c *resty.Client, url string) ([]byte, error) {
	resp, err := c.R().SetResponseDoNotParse(true).Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func CleanRaw(c *resty.Client, url string) ([]byte, error) {
	resp, err := c.R().SetResponseDoNotParse(true).Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
