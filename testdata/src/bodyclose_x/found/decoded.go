package found

import (
	"encoding/json"
	"net/http"

	"bodyclose_x/kit"
)

// --- what was read beside the response ---

// The one that implements the interface has read the response to its end.
func fetched(f kit.Fetcher, req *http.Request) ([]byte, error) {
	_, data, err := f.Fetch(req)
	return data, err
}

func fetches(c *http.Client, req *http.Request) ([]byte, error) {
	return fetched(kit.NewFetcher(c), req)
}

type warnings []string

type api interface {
	Ask(req *http.Request) (*http.Response, []byte, warnings, error)
}

// apiOf passes on what it gets through an interface of another package.
type apiOf struct{ f kit.Fetcher }

func (a *apiOf) Ask(req *http.Request) (*http.Response, []byte, warnings, error) {
	resp, data, err := a.f.Fetch(req)
	if err != nil {
		return resp, data, nil, err
	}
	var answer struct {
		Warnings warnings
		Data     json.RawMessage
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return resp, data, nil, err
	}
	return resp, answer.Data, answer.Warnings, nil
}

func asked(a api, req *http.Request) ([]byte, error) {
	_, data, _, err := a.Ask(req)
	return data, err
}

func asks(c *http.Client, req *http.Request) ([]byte, error) {
	return asked(&apiOf{kit.NewFetcher(c)}, req)
}

// Nobody here implements it, but to have the bytes it has to read them.
//
//oracle:norun nothing implements the interface
func exchanged(e kit.Exchanger, req *http.Request) (int, []byte, error) {
	resp, data, err := e.Exchange(req)
	if err != nil {
		return 0, nil, err
	}
	return resp.StatusCode, data, nil
}

type peeker interface {
	Peek(req *http.Request) (*http.Response, []byte, error)
}

// peeking reads the first bytes, and leaves the rest.
type peeking struct{ client *http.Client }

func (p *peeking) Peek(req *http.Request) (*http.Response, []byte, error) {
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	head := make([]byte, 1)
	n, _ := resp.Body.Read(head)
	return resp, head[:n], nil
}

func peeked(p peeker, req *http.Request) ([]byte, error) {
	_, head, err := p.Peek(req) // want "discarded"
	return head, err
}

func peeks(c *http.Client, req *http.Request) ([]byte, error) {
	return peeked(&peeking{c}, req)
}
