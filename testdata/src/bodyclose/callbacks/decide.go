package callbacks

import (
	"errors"
	"io"
	"net/http"
)

// A backend asks, and lets a function of the caller make a result of the answer. It returns the answer too.
type backend struct{ client *http.Client }

func newBackend(c *http.Client) *backend { return &backend{c} }

func (b *backend) request(url string, handle func(*http.Response, error) (any, error)) (*http.Response, any, error) {
	var resp *http.Response
	var result any
	var err error
	for try := 0; ; try++ {
		resp, err = b.client.Get(url)
		result, err = handle(resp, err)
		if err == nil || try > 0 {
			break
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return resp, result, nil
}

// read reads and closes in its function.
func read(c *http.Client, url string) ([]byte, error) {
	handle := func(resp *http.Response, err error) (any, error) {
		var data []byte
		if err == nil {
			data, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err != nil {
			return nil, err
		}
		return data, nil
	}
	_, result, err := newBackend(c).request(url, handle)
	if err != nil {
		return nil, err
	}
	return result.([]byte), nil
}

// stream returns the body out of its function.
func stream(c *http.Client, url string) (io.ReadCloser, error) {
	_, result, err := newBackend(c).request(url, func(resp *http.Response, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusOK {
			resp.Body.Close()
			return nil, errors.New(resp.Status)
		}
		return resp.Body, nil
	})
	if err != nil {
		return nil, err
	}
	return result.(io.ReadCloser), nil
}

// status asks for the status of what its function closed.
func status(c *http.Client, url string) (int, error) {
	resp, _, err := newBackend(c).request(url, func(resp *http.Response, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		return nil, resp.Body.Close()
	})
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// length has a function that does nothing.
func length(c *http.Client, url string) (int64, error) {
	resp, _, err := newBackend(c).request(url, func(resp *http.Response, err error) (any, error) { // want "is never closed"
		return nil, err
	})
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

func lengthClosed(c *http.Client, url string) (int64, error) {
	resp, _, err := newBackend(c).request(url, func(resp *http.Response, err error) (any, error) {
		return nil, err
	})
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.ContentLength, nil
}

// try looks at what op returns, and leaves it to those who pass op.
func try(n int, op func() (*http.Response, error)) (err error) {
	for range n {
		var resp *http.Response
		if resp, err = op(); err == nil && resp.StatusCode < http.StatusInternalServerError {
			return nil
		}
	}
	return err
}

// tried stores the response in a variable of its own, and closes what an earlier try left.
func tried(c *http.Client, url string) (*http.Response, error) {
	var last *http.Response
	err := try(2, func() (*http.Response, error) {
		if last != nil {
			last.Body.Close()
		}
		resp, err := c.Get(url)
		if err != nil {
			last = nil
			return nil, err
		}
		last = resp
		return resp, nil
	})
	if err != nil && last != nil {
		last.Body.Close()
	}
	return last, err
}

// drop drops what op returns.
func drop(op func() (*http.Response, error)) error {
	_, err := op() // want "is discarded"
	return err
}

func dropped(c *http.Client, url string) error {
	return drop(func() (*http.Response, error) { return c.Get(url) })
}
