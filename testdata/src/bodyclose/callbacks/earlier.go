package callbacks

import (
	"errors"
	"net/http"

	"bodyclose/callbacks/runner"
)

// The literal remembers the response to close it before the next attempt, and hands it to the callee as well: the last
// one comes back.
func closesEarlier(c *http.Client, url string) (*http.Response, error) {
	var earlier *http.Response
	return runner.Again(3, func() (*http.Response, error) {
		if earlier != nil {
			earlier.Body.Close()
		}
		resp, err := c.Get(url)
		earlier = resp
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusOK {
			return resp, errors.New(resp.Status)
		}
		return resp, nil
	})
}

func closesEarlierAndLast(c *http.Client, url string) error {
	var earlier *http.Response
	resp, err := runner.Again(3, func() (*http.Response, error) {
		if earlier != nil {
			earlier.Body.Close()
		}
		resp, err := c.Get(url)
		earlier = resp
		if err == nil && resp.StatusCode != http.StatusOK {
			err = errors.New(resp.Status)
		}
		return resp, err
	})
	if resp != nil {
		defer resp.Body.Close()
	}
	return err
}
