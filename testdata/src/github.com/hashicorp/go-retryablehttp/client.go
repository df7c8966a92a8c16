// Package retryablehttp stands for github.com/hashicorp/go-retryablehttp: what becomes of
// its clients and connections is the same.
package retryablehttp

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/hashicorp/go-cleanhttp"
)

type CheckRetry func(ctx context.Context, resp *http.Response, err error) (bool, error)

type Client struct {
	HTTPClient *http.Client
	Logger     any
	RetryMax   int
	CheckRetry CheckRetry

	clientInit sync.Once
}

var defaultClient = NewClient()

func NewClient() *Client {
	return &Client{
		HTTPClient: cleanhttp.DefaultPooledClient(),
		RetryMax:   4,
		CheckRetry: retry,
	}
}

func retry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	return err != nil, ctx.Err()
}

func (c *Client) logger() any { return c.Logger }

func (c *Client) Do(req *http.Request) (*http.Response, error) {
	c.clientInit.Do(func() {
		if c.HTTPClient == nil {
			c.HTTPClient = cleanhttp.DefaultPooledClient()
		}
	})
	if l, ok := c.logger().(interface{ Printf(string, ...any) }); ok {
		l.Printf("%s", req.URL)
	}
	var resp *http.Response
	var again bool
	var doErr, checkErr error
	for i := 0; ; i++ {
		resp, doErr = c.HTTPClient.Do(req)
		again, checkErr = c.CheckRetry(req.Context(), resp, doErr)
		if !again || i >= c.RetryMax {
			break
		}
		if doErr == nil {
			resp.Body.Close()
		}
	}
	if doErr == nil && checkErr == nil && !again {
		return resp, nil
	}
	defer c.HTTPClient.CloseIdleConnections()
	if resp != nil {
		resp.Body.Close()
	}
	return nil, errors.Join(doErr, checkErr)
}

func (c *Client) Get(url string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return c.Do(req)
}

func Get(url string) (*http.Response, error) { return defaultClient.Get(url) }
