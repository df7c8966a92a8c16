// Package sling uses dghubble/sling: Receive, ReceiveSuccess and Do close the
// body (sling.go, Do); the response is there for its status and header.
package sling

import (
	"net/http"

	"github.com/dghubble/sling"
)

func CleanReceive(url string, v any) (int, error) {
	resp, err := sling.New().Get(url).ReceiveSuccess(v)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func CleanDo(s *sling.Sling, req *http.Request, v any) error {
	_, err := s.Do(req, v, nil)
	return err
}

// LeakyRequest uses only what sling makes of a request.
func LeakyRequest(c *http.Client, url string) (int, error) {
	req, err := sling.New().Get(url).Request()
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
