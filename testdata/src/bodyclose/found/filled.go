package found

import (
	"bufio"
	"io"
	"net/http"
)

// --- a deferred function that asks whether the body was handed over ---

type stream struct{ body io.ReadCloser }

type peeked struct {
	*bufio.Reader
	io.Closer
}

// The field says whether the body went there: what it held before the call is for the caller
// to know.
func (s *stream) fill(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() {
		if s.body == nil {
			resp.Body.Close()
		}
	}()
	r := bufio.NewReader(resp.Body)
	if _, err := r.Peek(2); err != nil {
		return err
	}
	s.body = peeked{r, resp.Body}
	return nil
}

func useStream(c *http.Client, url string) error {
	var s stream
	if err := s.fill(c, url); err != nil {
		return err
	}
	return s.body.Close()
}

// Asked outside of the deferred function, it means what it says.
func (s *stream) busy(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return err
	}
	if s.body != nil {
		return errCached
	}
	s.body = resp.Body
	return nil
}

func useBusy(c *http.Client, url string) error {
	var s stream
	if err := s.busy(c, url); err != nil {
		return err
	}
	err := s.busy(c, url)
	s.body.Close()
	return err
}

// --- what a helper answered is the condition that is named ---

func isBad(resp *http.Response) bool {
	return resp.StatusCode < 200 || resp.StatusCode >= 400
}

func failureOf(resp *http.Response) error {
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if len(data) == 0 {
		return errStatus
	}
	return errCached
}

func named(c *http.Client, url string) (body io.ReadCloser, err error) {
	resp, err := c.Get(url) // want `is not closed when (isBad\(resp\)|resp.StatusCode)`
	if err != nil {
		return nil, err
	}
	if isBad(resp) {
		return nil, failureOf(resp)
	}
	return resp.Body, nil
}
