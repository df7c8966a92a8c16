package found

import (
	"io"
	"net/http"

	"bodyclose_x/kit"
)

// --- what an interface hides ---

// All that implement it return what is in memory; one of them is in this package, and passes on
// what it gets through the interface.
func perform(p kit.Performer, req *http.Request) (int, error) {
	resp, err := p.Perform(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

type counted struct {
	kit.Performer
	n int
}

func (c *counted) Perform(req *http.Request) (*http.Response, error) {
	c.n++
	return c.Performer.Perform(req)
}

func performs(c *http.Client, req *http.Request) (int, error) {
	return perform(&counted{Performer: &kit.Reader{Client: c}}, req)
}

// Some that implement it return it open.
func stream(s kit.Streamer, req *http.Request) (int, error) {
	resp, err := s.Stream(req) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func streams(c *http.Client, req *http.Request) (int, error) {
	return stream(&kit.Opener{Client: c}, req)
}

// It is there for http.Client, and for fakes in tests.
func do(d kit.Doer, req *http.Request) (int, error) {
	resp, err := d.Do(req) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func does(c *http.Client, req *http.Request) (int, error) {
	return do(c, req)
}

// --- helpers that do not close what could not be read ---

func drained(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer kit.CloseResponse(resp)
	return resp.StatusCode, nil
}

func text(resp *http.Response) (string, error) {
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(data), resp.Body.Close()
}

func read(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	return text(resp)
}

func readHere(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(data), resp.Body.Close()
}
