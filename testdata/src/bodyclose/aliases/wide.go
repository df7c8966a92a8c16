package aliases

import (
	"io"
	"net/http"
)

// A wide has more than ten fields: the tenth and the first are not to be confused.
type wide struct {
	url                                string
	tries, b, c, d, e, f, g, h, number int
	body                               io.ReadCloser
}

func wideStruct(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	w := &wide{}
	w.body = resp.Body
	w.tries = 3
	return w.body.Close()
}

func wideStructForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	w := &wide{}
	w.body = resp.Body
	w.tries = 3
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return w.body.Close()
}
