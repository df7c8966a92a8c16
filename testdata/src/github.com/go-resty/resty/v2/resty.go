// Package resty stands for github.com/go-resty/resty/v2: what becomes of its clients is the same.
package resty

import (
	"net/http"
	"time"
)

type Client struct {
	httpClient    *http.Client
	beforeRequest []func(*Client, *Request) error
}

type Request struct {
	client *Client
	url    string
	header http.Header
}

type Response struct{ RawResponse *http.Response }

func New() *Client { return createClient(&http.Client{}) }

func NewWithClient(hc *http.Client) *Client { return createClient(hc) }

func createClient(hc *http.Client) *Client {
	if hc.Transport == nil {
		hc.Transport = createTransport()
	}
	c := &Client{httpClient: hc}
	c.beforeRequest = []func(*Client, *Request) error{setHeader}
	return c
}

func createTransport() *http.Transport { return &http.Transport{IdleConnTimeout: 90 * time.Second} }

func setHeader(c *Client, r *Request) error {
	r.header.Set("User-Agent", "resty")
	return nil
}

func (c *Client) R() *Request { return &Request{client: c, header: make(http.Header)} }

func (c *Client) GetClient() *http.Client { return c.httpClient }

func (r *Request) SetHeader(key, value string) *Request {
	r.header.Set(key, value)
	return r
}

func (r *Request) Get(url string) (*Response, error) { return r.Execute(http.MethodGet, url) }

func (r *Request) Execute(method, url string) (*Response, error) {
	r.url = url
	return r.client.execute(method, r)
}

func (c *Client) execute(method string, r *Request) (*Response, error) {
	for _, f := range c.beforeRequest {
		if err := f(c, r); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequest(method, r.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.httpClient.Do(req)
	if err != nil {
		return nil, err
	}
	return &Response{resp}, resp.Body.Close()
}
