// Package grequests is a stub with the shape of the library of that name: a
// response that is closed by reading all of it, in any of several ways.
package grequests

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
)

// RequestOptions stand for the many of the library.
type RequestOptions struct{ Headers map[string]string }

// A Response must be consumed or closed.
type Response struct {
	Ok          bool
	Error       error
	RawResponse *http.Response
	StatusCode  int
	buffer      []byte
}

// Get requests url.
func Get(url string, ro *RequestOptions) (*Response, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	if ro != nil {
		for k, v := range ro.Headers {
			req.Header.Set(k, v)
		}
	}
	return build(http.DefaultClient.Do(req))
}

func build(resp *http.Response, err error) (*Response, error) {
	if err != nil {
		return &Response{Error: err}, err
	}
	return &Response{Ok: resp.StatusCode/100 == 2, RawResponse: resp, StatusCode: resp.StatusCode}, nil
}

func (r *Response) Read(p []byte) (int, error) {
	if r.Error != nil {
		return 0, r.Error
	}
	return r.RawResponse.Body.Read(p)
}

// Close closes the body, unless the request failed.
func (r *Response) Close() error {
	if r.Error != nil {
		return r.Error
	}
	return r.RawResponse.Body.Close()
}

// JSON decodes and closes.
func (r *Response) JSON(v any) error {
	if r.Error != nil {
		return r.Error
	}
	defer r.Close()
	return json.NewDecoder(r).Decode(v)
}

// Bytes reads once, and closes.
func (r *Response) Bytes() []byte {
	if r.Error != nil {
		return nil
	}
	if r.buffer == nil {
		defer r.Close()
		r.buffer, _ = io.ReadAll(r)
	}
	return r.buffer
}

// String is Bytes as a string.
func (r *Response) String() string { return string(r.Bytes()) }

// DownloadToFile closes only what it could begin to write.
func (r *Response) DownloadToFile(name string) error {
	if r.Error != nil {
		return r.Error
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer r.Close()
	defer f.Close()
	_, err = io.Copy(f, r)
	return err
}
