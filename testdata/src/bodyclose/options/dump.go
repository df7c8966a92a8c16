package options

import (
	"errors"
	"io"
	"net/http"
	"net/http/httputil"
	"os"
)

// A tracer shows its requests and responses if somebody wants to see them.
type tracer struct {
	hc    *http.Client
	out   io.Writer
	bytes bool
}

// get returns the response open. Where it is shown, DumpResponse has read and closed the body, and put a copy in its place.
func (t *tracer) get(url string) (*http.Response, error) {
	resp, err := t.hc.Get(url)
	if err != nil {
		return nil, err
	}
	if t.out != nil {
		b, err := httputil.DumpResponse(resp, true)
		if err != nil {
			resp.Body.Close()
			return nil, err
		}
		t.out.Write(b)
	}
	if resp.StatusCode >= 300 {
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
	return resp, nil
}

func tracedDiscarded(c *http.Client, url string) error {
	_, err := (&tracer{hc: c}).get(url) // want "is discarded"
	return err
}

func tracedRead(c *http.Client, url string) ([]byte, error) {
	t := &tracer{hc: c}
	resp, err := t.get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func tracedClosed(c *http.Client, url string) ([]byte, error) {
	t := &tracer{hc: c, out: os.Stderr}
	resp, err := t.get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// always shows each response: nothing is open any more.
func (t *tracer) always(url string) (*http.Response, error) {
	resp, err := t.hc.Get(url)
	if err != nil {
		return nil, err
	}
	if _, err := httputil.DumpResponse(resp, true); err != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp, nil
}

func shown(c *http.Client, url string) ([]byte, error) {
	resp, err := (&tracer{hc: c}).always(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

// finish closes the response itself if it is asked to count its bytes.
func (t *tracer) finish(url string) (*http.Response, error) {
	resp, err := t.hc.Get(url)
	if err != nil {
		return nil, err
	}
	if t.bytes {
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
	}
	return resp, err
}

func finished(c *http.Client, url string) (string, error) {
	resp, err := (&tracer{hc: c, bytes: true}).finish(url)
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}
