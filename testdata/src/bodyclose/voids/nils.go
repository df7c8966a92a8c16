package voids

import (
	"io"
	"net/http"
)

func nilResponse(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if resp == nil {
		return err
	}
	defer resp.Body.Close()
	return err
}

func nilResponseOrBody(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if resp == nil || resp.Body == nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func guardBeforeCheck(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errBackend
	}
	return nil
}

func guardBodyBeforeCheck(c *http.Client, addr string) error {
	resp, err := c.Get(addr)
	if resp != nil && resp.Body != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return err
	}
	return nil
}

// guardOfTheWrongSign closes when there is nothing to close.
func guardOfTheWrongSign(c *http.Client, addr string) error {
	resp, err := c.Get(addr) // want "is (not|never) closed"
	if err != nil {
		if resp != nil {
			resp.Body.Close()
		}
		return err
	}
	return nil
}

func outerVariable(c *http.Client, addr string, again bool) error {
	var (
		resp *http.Response
		err  error
	)
	if again {
		resp, err = c.Get(addr + "/again")
	} else {
		resp, err = c.Get(addr)
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func outerVariableOneArm(c *http.Client, addr string, again bool) error {
	var resp *http.Response
	var err error
	if again {
		resp, err = c.Get(addr + "/again")
		if err != nil {
			return err
		}
	} else {
		resp, err = c.Post(addr, "", nil) // want "is not closed"
		if err != nil || resp.StatusCode != http.StatusOK {
			return errBackend
		}
	}
	return resp.Body.Close()
}

// maybeRequested is nil unless there was a request.
func maybeRequested(c *http.Client, addr string, want bool) (n int64, err error) {
	var resp *http.Response
	if want {
		if resp, err = c.Get(addr); err != nil {
			return 0, err
		}
	}
	if resp != nil {
		defer resp.Body.Close()
		return io.Copy(io.Discard, resp.Body)
	}
	return 0, nil
}

func noBodyIsNoExcuse(c *http.Client, addr string) error {
	resp, err := c.Get(addr) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.ContentLength == 0 || resp.StatusCode == http.StatusNotFound {
		return nil
	}
	return resp.Body.Close()
}
