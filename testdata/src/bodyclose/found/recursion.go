package found

import (
	"io"
	"net/http"
)

// --- a function that calls itself returns what it returns without that ---

type options struct{ keep, twice bool }

// It tries again by calling itself, and an option of the caller says whether the response is
// returned open.
func (o *options) again(c *http.Client, url string, tries int) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 500 && tries > 0 {
		resp.Body.Close()
		return o.again(c, url, tries-1)
	}
	if !o.keep {
		defer resp.Body.Close()
	}
	return resp, nil
}

func againWithout(c *http.Client, url string) error {
	var o options
	_, err := o.again(c, url, 1)
	return err
}

// It always returns it closed.
func closedAgain(c *http.Client, url string, tries int) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	if resp.StatusCode >= 500 && tries > 0 {
		resp, err = closedAgain(c, url, tries-1)
		if err != nil {
			return nil, err
		}
	}
	return resp, nil
}

func closedTwice(c *http.Client, url string) error {
	_, err := closedAgain(c, url, 1)
	return err
}

// It returns it open, whether it tries again or not.
func openAgain(c *http.Client, url string, tries int) (*http.Response, error) {
	resp, err := c.Get(url)
	if err == nil && resp.StatusCode >= 500 && tries > 0 {
		resp.Body.Close()
		return openAgain(c, url, tries-1)
	}
	return resp, err
}

func openTwice(c *http.Client, url string) error {
	_, err := openAgain(c, url, 1) // want "is discarded"
	return err
}

// What it gets from itself, it leaks.
func leakAgain(c *http.Client, url string, tries int) (*http.Response, error) {
	if tries == 0 {
		return c.Get(url)
	}
	resp, err := leakAgain(c, url, tries-1) // want "is not closed when"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == 404 {
		return nil, errStatus
	}
	return resp, nil
}

func leakTwice(c *http.Client, url string) error {
	resp, err := leakAgain(c, url, 1)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// Two functions that call each other.
func even(c *http.Client, url string, n int) (*http.Response, error) {
	if n > 0 {
		return odd(c, url, n-1)
	}
	return c.Get(url)
}

func odd(c *http.Client, url string, n int) (*http.Response, error) {
	if n > 0 {
		return even(c, url, n-1)
	}
	return c.Get(url)
}

func discardEven(c *http.Client, url string) error {
	_, err := even(c, url, 1) // want "is discarded"
	return err
}

func discardOdd(c *http.Client, url string) error {
	_, err := odd(c, url, 1) // want "is discarded"
	return err
}
