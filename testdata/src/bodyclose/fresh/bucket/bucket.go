// Package bucket is an SDK: what it returns holds the body in a field.
//
//fresh:family R3
package bucket

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// A Client talks to the object store.
type Client struct {
	endpoint string
	hc       *http.Client
}

// New returns a client for the store at endpoint.
func New(hc *http.Client, endpoint string) *Client { return &Client{endpoint, hc} }

// GetObjectInput says which object to get.
type GetObjectInput struct {
	Bucket, Key *string
	Range       string
}

// GetObjectOutput is an object. Body must be closed by the caller.
type GetObjectOutput struct {
	Body          io.ReadCloser
	ContentLength *int64
	ContentType   string
	LastModified  *time.Time
}

// GetObject gets an object.
func (c *Client) GetObject(ctx context.Context, in *GetObjectInput) (*GetObjectOutput, error) {
	resp, err := c.send(ctx, http.MethodGet, in)
	if err != nil {
		return nil, err
	}
	return &GetObjectOutput{Body: resp.Body, ContentLength: &resp.ContentLength, ContentType: resp.Header.Get("Content-Type")}, nil
}

// HeadObjectOutput is what is known of an object.
type HeadObjectOutput struct {
	ContentLength int64
	ETag          string
}

// HeadObject asks about an object.
func (c *Client) HeadObject(ctx context.Context, in *GetObjectInput) (*HeadObjectOutput, error) {
	resp, err := c.send(ctx, http.MethodHead, in)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return &HeadObjectOutput{resp.ContentLength, resp.Header.Get("ETag")}, nil
}

func (c *Client) send(ctx context.Context, method string, in *GetObjectInput) (*http.Response, error) {
	target := c.endpoint
	if in.Bucket != nil && in.Key != nil {
		target += "/" + url.PathEscape(*in.Bucket) + "/" + url.PathEscape(*in.Key)
	}
	req, err := http.NewRequestWithContext(ctx, method, target, nil)
	if err != nil {
		return nil, fmt.Errorf("bucket: %w", err)
	}
	if in.Range != "" {
		req.Header.Set("Range", in.Range)
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("bucket: %w", err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		defer resp.Body.Close()
		msg, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return nil, fmt.Errorf("bucket: %s: %s", resp.Status, msg)
	}
	return resp, nil
}

// A BlobDownload is a download under way, by value.
type BlobDownload struct {
	Response struct {
		Body   io.ReadCloser
		Length int64
	}
	RequestID string
}

// Body returns a reader of the content, which has to be closed.
func (d BlobDownload) Body() io.ReadCloser { return d.Response.Body }

// DownloadStream starts a download.
func (c *Client) DownloadStream(ctx context.Context, blob string) (BlobDownload, error) {
	var d BlobDownload
	resp, err := c.send(ctx, http.MethodGet, &GetObjectInput{Bucket: &blob, Key: &blob})
	if err != nil {
		return d, err
	}
	d.Response.Body, d.Response.Length = resp.Body, resp.ContentLength
	d.RequestID = resp.Header.Get("X-Request-Id")
	return d, nil
}

// A Reader reads one object.
type Reader struct {
	body io.ReadCloser
	size int64
}

// NewReader opens an object for reading.
func (c *Client) NewReader(ctx context.Context, key string) (*Reader, error) {
	resp, err := c.send(ctx, http.MethodGet, &GetObjectInput{Bucket: &key, Key: &key})
	if err != nil {
		return nil, err
	}
	return &Reader{resp.Body, resp.ContentLength}, nil
}

// Size returns the length of the object in bytes.
func (r *Reader) Size() int64 { return r.size }

// Read implements [io.Reader].
func (r *Reader) Read(p []byte) (int, error) { return r.body.Read(p) }

// Close implements [io.Closer].
func (r *Reader) Close() error { return r.body.Close() }

// ListOutput holds nothing that is open.
type ListOutput struct {
	Keys []string
	Raw  []byte
}

// List returns the keys below prefix.
func (c *Client) List(ctx context.Context, prefix string) (*ListOutput, error) {
	resp, err := c.send(ctx, http.MethodGet, &GetObjectInput{Bucket: &prefix, Key: &prefix})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return &ListOutput{Raw: raw}, err
}
