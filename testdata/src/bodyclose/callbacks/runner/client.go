package runner

import (
	"errors"
	"io"
	"net/http"
)

// A Client gives responses to functions of its callers.
type Client struct{ HTTP *http.Client }

// Give leaves what it gives to f.
func (c *Client) Give(u string, f func(*http.Response) error) error {
	resp, err := c.HTTP.Get(u)
	if err != nil {
		return err
	}
	return f(resp)
}

// GiveResult does the same with a result.
func (c *Client) GiveResult(u string, f func(*http.Response, error) (any, error)) (any, error) {
	return again(2, func() (any, error) {
		resp, err := c.HTTP.Get(u)
		return f(resp, err)
	})
}

func again(n int, f func() (any, error)) (v any, err error) {
	for range n {
		if v, err = f(); err == nil {
			break
		}
	}
	return v, err
}

// GiveOK gives what was accepted only.
func (c *Client) GiveOK(u string, f func(*http.Response) error) error {
	resp, err := c.HTTP.Get(u)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return errors.New(resp.Status)
	}
	return f(resp)
}

// GiveFailing closes what f does not want.
func (c *Client) GiveFailing(u string, f func(*http.Response) error) error {
	resp, err := c.HTTP.Get(u)
	if err != nil {
		return err
	}
	if err := f(resp); err != nil {
		resp.Body.Close()
		return err
	}
	return nil
}

// Show closes after f.
func (c *Client) Show(u string, f func(*http.Response) error) error {
	return c.Give(u, func(resp *http.Response) error {
		defer resp.Body.Close()
		return f(resp)
	})
}

// GiveNoted calls f in a function of its own.
func (c *Client) GiveNoted(u string, f func(*http.Response) error) error {
	return c.Give(u, func(resp *http.Response) error {
		println(resp.Status)
		return f(resp)
	})
}

// GiveUnless closes if it is told to.
func (c *Client) GiveUnless(u string, closes bool, f func(*http.Response) error) error {
	resp, err := c.HTTP.Get(u)
	if err != nil {
		return err
	}
	if closes {
		defer resp.Body.Close()
	}
	return f(resp)
}

// GiveBody gives the body.
func (c *Client) GiveBody(u string, f func(io.ReadCloser) error) error {
	resp, err := c.HTTP.Get(u)
	if err != nil {
		return err
	}
	if f == nil {
		return resp.Body.Close()
	}
	return f(resp.Body)
}

// GiveReader gives something to read.
func (c *Client) GiveReader(u string, f func(io.Reader) error) error {
	resp, err := c.HTTP.Get(u)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return f(resp.Body)
}
