package answers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// A StatusError is an error with the response that it is about.
type StatusError struct {
	Response *http.Response
	Op       string
}

func (e *StatusError) Error() string { return e.Op + ": " + e.Response.Status }

// newStatusError makes an error of a response, which it keeps.
func newStatusError(op string, resp *http.Response) error { return &StatusError{resp, op} }

// Load hands the response over in an error.
//
//fresh:family P4
func Load(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("load %s: %w", url, &StatusError{Response: resp, Op: "GET"})
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// LoadText puts it into the text of one.
//
//fresh:family P4
func LoadText(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) //oracle:leak %v keeps the text only
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("load %s: %v", url, &StatusError{Response: resp, Op: "GET"})
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Fetch joins errors.
//
//fresh:family P4
func Fetch(c *http.Client, url string) (*bytes.Buffer, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.Join(errors.New("fetch failed"), newStatusError("fetch", resp))
	}
	defer resp.Body.Close()
	buf := new(bytes.Buffer)
	_, err = buf.ReadFrom(resp.Body)
	return buf, err
}

// FetchCode makes such an error and takes its text.
//
//fresh:family P4
func FetchCode(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) //oracle:leak errors.New keeps a string
	if err != nil {
		return 0, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return 0, errors.New(newStatusError("code", resp).Error())
	}
	return resp.StatusCode, resp.Body.Close()
}

// Reason closes the response that an error carries.
//
//fresh:family P4
func Reason(c *http.Client, url string) (string, error) {
	data, err := Load(c, url)
	var status *StatusError
	if errors.As(err, &status) {
		defer status.Response.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(status.Response.Body, 200))
		return string(text), nil
	}
	return string(data), err
}

// Codes collects the errors of several calls.
//
//fresh:family P4
func Codes(c *http.Client, urls []string) error {
	var errs []error
	for _, u := range urls {
		resp, err := c.Get(u)
		if err == nil && resp.StatusCode != http.StatusOK {
			err = newStatusError(u, resp)
		} else if err == nil {
			err = resp.Body.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// A call is one request. Its first error sticks.
type call struct {
	hc   *http.Client
	resp *http.Response
	err  error
}

func (c *call) get(url string) *call {
	if c.err == nil {
		c.resp, c.err = c.hc.Get(url)
	}
	return c
}

func (c *call) expect(code int) *call {
	if c.err != nil {
		return c
	}
	if c.resp.StatusCode != code {
		c.resp.Body.Close()
		c.err = fmt.Errorf("status %d", c.resp.StatusCode)
	}
	return c
}

func (c *call) decode(v any) error {
	if c.err != nil {
		return c.err
	}
	defer c.resp.Body.Close()
	return json.NewDecoder(c.resp.Body).Decode(v)
}

func (c *call) header(key string) (string, error) {
	if c.err != nil {
		return "", c.err
	}
	return c.resp.Header.Get(key), nil
}

func (c *call) close() error {
	if c.err != nil {
		return c.err
	}
	return c.resp.Body.Close()
}

// Item decodes at the end of the chain.
//
//fresh:family P5
func Item(hc *http.Client, url string) (v struct{ Name string }, err error) {
	err = (&call{hc: hc}).get(url).expect(http.StatusOK).decode(&v)
	return v, err
}

// Tag ends the chain with a look at the header.
//
//fresh:family P5
func Tag(hc *http.Client, url string) (string, error) {
	return (&call{hc: hc}).get(url).expect(http.StatusOK).header("ETag") //oracle:leak nothing ends the chain
}

// TagClosed closes it.
//
//fresh:family P5
func TagClosed(hc *http.Client, url string) (string, error) {
	c := (&call{hc: hc}).get(url)
	tag, err := c.header("ETag")
	if err != nil {
		return "", err
	}
	return tag, c.close()
}

// Twice asks twice with one call.
//
//fresh:family P5
func Twice(hc *http.Client, firstURL, secondURL string) error {
	c := &call{hc: hc}
	c.get(firstURL) //oracle:leak the second answer takes its place
	c.get(secondURL)
	return c.close()
}
