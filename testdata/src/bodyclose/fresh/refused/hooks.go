package refused

import (
	"errors"
	"io"
	"net/http"
)

// onAnswer is set by tests only, to see answers before they are closed.
var onAnswer func(*http.Response)

// skipBody is set by tests only.
var skipBody bool

// Fetch reads an answer.
func Fetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if onAnswer != nil {
		onAnswer(resp)
	}
	if skipBody {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// FetchStrict does so with a check that anybody may come to.
func FetchStrict(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) //oracle:leak no test is needed for that
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New(resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
