package kit

import (
	"io"
	"net/http"
)

// A Fetcher returns what it read, and the response that it came in.
type Fetcher interface {
	Fetch(req *http.Request) (*http.Response, []byte, error)
}

// NewFetcher returns the one that there is.
func NewFetcher(c *http.Client) Fetcher { return &fetcher{c} }

type fetcher struct{ client *http.Client }

func (f *fetcher) Fetch(req *http.Request) (*http.Response, []byte, error) {
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp, data, err
}

// An Exchanger is for others to implement.
type Exchanger interface {
	Exchange(req *http.Request) (*http.Response, []byte, error)
}
