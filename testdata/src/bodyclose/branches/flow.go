package branches

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

func gotoCleanup(c *http.Client, url string) (err error) {
	var n int64
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		err = errStatus
		goto done
	}
	n, err = io.Copy(io.Discard, resp.Body)
	if err != nil {
		goto done
	}
	if n == 0 {
		err = io.ErrUnexpectedEOF
	}
done:
	resp.Body.Close()
	return err
}

func gotoPastCleanup(c *http.Client, url string) (err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		err = errStatus
		goto done
	}
	err = json.NewDecoder(resp.Body).Decode(new(item))
	resp.Body.Close()
done:
	return err
}

func labelledBreak(c *http.Client, url string) bool {
	resp, err := c.Get(url)
	if err != nil {
		return false
	}
	buf := make([]byte, 4)
	ok := false
read:
	for {
		n, err := resp.Body.Read(buf)
		for _, b := range buf[:n] {
			if b == ':' {
				ok = true
				break read
			}
		}
		if err != nil {
			break
		}
	}
	resp.Body.Close()
	return ok
}

func returnInsideLoop(c *http.Client, url string) bool {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return false
	}
	buf := make([]byte, 4)
	for {
		n, err := resp.Body.Read(buf)
		for _, b := range buf[:n] {
			if b == ':' {
				return true
			}
		}
		if err != nil {
			break
		}
	}
	resp.Body.Close()
	return false
}

// namedResult closes through the named result's bare return.
func namedResult(c *http.Client, url string) (it item, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	if resp.StatusCode != http.StatusOK {
		err = errStatus
		return
	}
	err = json.NewDecoder(resp.Body).Decode(&it)
	return
}

func namedResultForgotten(c *http.Client, url string) (it item, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return
	}
	if err = json.NewDecoder(resp.Body).Decode(&it); err != nil {
		return
	}
	err = resp.Body.Close()
	return
}

// shadowedError checks another error before it defers the close.
func shadowedError(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	length, perr := lengthOf(resp.Header)
	if perr != nil {
		return perr
	}
	defer resp.Body.Close()
	_, err = io.CopyN(io.Discard, resp.Body, length)
	return err
}

func lengthOf(h http.Header) (int64, error) {
	var n int64
	if _, err := fmt.Sscan(h.Get("Content-Length"), &n); err != nil {
		return 0, fmt.Errorf("content length: %w", err)
	}
	return n, nil
}

// twoRequests loses the first response when the second request fails.
func twoRequests(c *http.Client, url string) error {
	first, err := c.Get(url + "/a") // want "is not closed"
	if err != nil {
		return err
	}
	second, err := c.Get(url + "/b")
	if err != nil {
		return err
	}
	defer first.Body.Close()
	defer second.Body.Close()
	if first.StatusCode != second.StatusCode {
		return errors.New("differ")
	}
	return nil
}

func twoRequestsEachDeferred(c *http.Client, url string) error {
	first, err := c.Get(url + "/a")
	if err != nil {
		return err
	}
	defer first.Body.Close()
	second, err := c.Get(url + "/b")
	if err != nil {
		return err
	}
	defer second.Body.Close()
	if first.StatusCode != second.StatusCode {
		return errors.New("differ")
	}
	return nil
}

// closedTwice is no mistake: a second Close does nothing.
func closedTwice(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	return b, nil
}
