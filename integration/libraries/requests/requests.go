// Package requests uses carlmjohnson/requests: Fetch and Do close the body when
// the handler is done with it.
package requests

import (
	"context"
	"net/http"

	"github.com/carlmjohnson/requests"
)

func CleanFetch(ctx context.Context, url string) (s string, err error) {
	err = requests.URL(url).ToString(&s).Fetch(ctx)
	return s, err
}

func CleanHandler(ctx context.Context, url string) (code int, err error) {
	err = requests.URL(url).Handle(func(resp *http.Response) error {
		code = resp.StatusCode
		return nil
	}).Fetch(ctx)
	return code, err
}

// LeakyRequest uses only what the builder makes of a request.
func LeakyRequest(ctx context.Context, c *http.Client, url string) (int, error) {
	req, err := requests.URL(url).Request(ctx)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
