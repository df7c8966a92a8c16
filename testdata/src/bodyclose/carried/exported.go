package carried

import (
	"io"
	"net/http"
)

// A StatusError holds the response for whoever asks by errors.As: of other packages, too.
type StatusError struct {
	Message  string
	Response *http.Response
}

func (e *StatusError) Error() string { return e.Message }

func statusError(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return &StatusError{Message: resp.Status, Response: resp}
	}
	return resp.Body.Close()
}

// A Counted counts what is read. It has a Close, although it is returned as a reader.
type Counted struct {
	n    int
	body io.ReadCloser
}

func (c *Counted) Read(p []byte) (int, error) {
	n, err := c.body.Read(p)
	c.n += n
	return n, err
}

func (c *Counted) Close() error { return c.body.Close() }

func counted(c *http.Client, url string) (io.Reader, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &Counted{body: resp.Body}, nil
}
