// Package wrap is what a team puts around its client.
package wrap

import (
	"context"
	"net/http"
	"time"
)

var client = &http.Client{Jar: nil}

var limited = &http.Client{Timeout: time.Minute}

var slow = &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Minute}}

var replaced = &http.Client{}

func SetClient(c *http.Client) { replaced = c }

func Get(url string) (*http.Response, error) { // want Get:`^\[sends through a shared client\]$`
	return client.Get(url)
}

func Fetch(url string, header http.Header) (resp *http.Response, err error) { // want Fetch:`sends through a shared client`
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	req.Header = header
	return client.Do(req)
}

func Default(url string) (*http.Response, error) { // want Default:`sends through a shared client`
	return http.Get(url) // want `^http\.Get in Default sends`
}

func Nested(url string) (*http.Response, error) { // want Nested:`sends through a shared client`
	return Get(url)
}

// Client is there for those who want one.
func Client() *http.Client { // want Client:`^\[returns http\.DefaultClient\]$`
	return http.DefaultClient // want `^http\.DefaultClient in Client is the client`
}

func New() (*http.Client, error) { // want New:`^\[returns a client without a timeout\]$`
	return &http.Client{}, nil
}

// Clean: a timeout, of the client or the request, or one that the caller can give.

func Limited(url string) (*http.Response, error) { return limited.Get(url) }

func Slow(url string) (*http.Response, error) { return slow.Get(url) }

func Replaced(url string) (*http.Response, error) { return replaced.Get(url) }

func NewLimited() *http.Client { return &http.Client{Timeout: time.Second} }

func WithContext(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

func Deadline(url string) (*http.Response, error) {
	ctx, _ := context.WithTimeout(context.Background(), time.Minute)
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

func Own(c *http.Client, url string) (*http.Response, error) { return client.Get(url) }

type Option func(*http.Request)

func Options(url string, opts ...Option) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	for _, opt := range opts {
		opt(req)
	}
	return client.Do(req)
}
