// Package beside holds responses that are returned open beside an error.
package beside

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// refuse is a RoundTripper: http.Client drops a response that comes with an error.
type refuse struct{ next http.RoundTripper }

func (t refuse) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req) // want "is returned open together with an error .*; http.Client drops what a RoundTripper returns so"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		return resp, fmt.Errorf("status %s", resp.Status)
	}
	return resp, nil
}

type refuseClosed struct{ next http.RoundTripper }

func (t refuseClosed) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	if resp.StatusCode >= 400 {
		resp.Body.Close()
		return resp, fmt.Errorf("status %s", resp.Status)
	}
	return resp, nil
}

// passes hands on both results, as they are.
type passes struct{ next http.RoundTripper }

func (t passes) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	return resp, err
}

func check(resp *http.Response) error {
	if resp.StatusCode >= 400 {
		return errors.New(resp.Status)
	}
	return nil
}

// send returns the response beside what check says of it.
func send(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "is returned open together with an error .*; the call at line \\d+ does not close it"
	if err != nil {
		return nil, err
	}
	return resp, check(resp)
}

func sends(c *http.Client, url string) (int, error) {
	resp, err := send(c, url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// kind returns an error that nobody has looked at.
func kind(c *http.Client, url string) (io.ReadCloser, string, error) {
	resp, err := c.Get(url) // want "is returned open together with an error"
	if err != nil {
		return nil, "", err
	}
	_, params, err := mime.ParseMediaType(resp.Header.Get("X-Kind"))
	return resp.Body, params["kind"], err
}

func kinds(c *http.Client, url string) (string, error) {
	body, kind, err := kind(c, url)
	if err != nil {
		return "", err
	}
	return kind, body.Close()
}

// careful closes what comes beside the error, so nobody is to blame.
func careful(c *http.Client, url string) error {
	resp, err := other(c, url)
	if resp != nil {
		defer resp.Body.Close()
	}
	return err
}

func other(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return resp, check(resp)
}

// refused uses the transports.
func refused(url string) int {
	c := &http.Client{Transport: refuse{refuseClosed{passes{http.DefaultTransport}}}}
	resp, err := c.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func refusedOpen(url string) int {
	c := &http.Client{Transport: refuse{passes{http.DefaultTransport}}}
	resp, err := c.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// two leaves it open here if the server fails, and beside an error if it is no success: that is one finding.
func two(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 500 {
		return nil, errors.New("no server")
	}
	return resp, check(resp)
}

func twos(c *http.Client, url string) (int, error) {
	resp, err := two(c, url) //oracle:miss the function that returns it has a finding already
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}
