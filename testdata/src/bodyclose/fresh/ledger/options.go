package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// A query describes one call.
type query struct {
	resource string
	params   url.Values
	expect   int
	raw      bool // leave the answer open
	out      any
}

// run sends a query. The response is open only if the query is raw.
func (c *Client) run(ctx context.Context, q query) (*http.Response, error) {
	req, err := c.newRequest(ctx, http.MethodGet, q.resource+"?"+q.params.Encode(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ledger: %s: %w", q.resource, err)
	}
	if q.expect != 0 && resp.StatusCode != q.expect {
		resp.Body.Close()
		return nil, fmt.Errorf("ledger: %s: %s", q.resource, resp.Status)
	}
	if q.raw {
		return resp, nil
	}
	defer resp.Body.Close()
	if q.out != nil {
		return resp, json.NewDecoder(resp.Body).Decode(q.out)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp, err
}

// Balances returns the balances of all accounts.
//
//fresh:family P2
func (c *Client) Balances(ctx context.Context) (out struct {
	Items []string `json:"items"`
}, err error) {
	_, err = c.run(ctx, query{resource: "balances", expect: http.StatusOK, out: &out})
	return out, err
}

// Touch marks an account as used.
//
//fresh:family P2
func (c *Client) Touch(ctx context.Context, id string) error {
	_, err := c.run(ctx, query{resource: "touch/" + id, params: url.Values{"who": {c.token}}})
	return err
}

// Exists asks whether an account exists.
func (c *Client) Exists(ctx context.Context, id string) (bool, error) {
	resp, err := c.run(ctx, query{resource: "accounts/" + id, raw: true}) //oracle:leak raw hands the body out
	if err != nil {
		return false, err
	}
	return resp.StatusCode < http.StatusBadRequest, nil
}

// Statement returns the printable statement of an account.
//
//fresh:family P2
func (c *Client) Statement(ctx context.Context, id string) ([]byte, error) {
	q := query{resource: "statements/" + id, expect: http.StatusOK}
	q.raw = true
	resp, err := c.run(ctx, q)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// callOptions are the options of one call.
type callOptions struct {
	header http.Header
	stream bool
}

// A CallOption changes one call.
type CallOption func(*callOptions)

// WithHeader adds a header.
func WithHeader(key, value string) CallOption {
	return func(o *callOptions) { o.header.Add(key, value) }
}

// WithStream leaves the answer open for its caller.
func WithStream() CallOption { return func(o *callOptions) { o.stream = true } }

// get asks for a resource. Unless it is asked for a stream, the answer is closed.
func (c *Client) get(ctx context.Context, resource string, opts ...CallOption) (*http.Response, error) {
	o := callOptions{header: make(http.Header)}
	for _, opt := range opts {
		opt(&o)
	}
	req, err := c.newRequest(ctx, http.MethodGet, resource, nil)
	if err != nil {
		return nil, err
	}
	for key, values := range o.header {
		req.Header[key] = values
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	if !o.stream {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	return resp, nil
}

// Version returns the version that the service says it is.
//
//fresh:family P2
func (c *Client) Version(ctx context.Context) (string, error) {
	resp, err := c.get(ctx, "version", WithHeader("Accept", "text/plain"))
	if err != nil {
		return "", err
	}
	return resp.Header.Get("X-Ledger-Version"), nil
}

// Kind returns the content type of an attachment.
func (c *Client) Kind(ctx context.Context, id string) (string, error) {
	resp, err := c.get(ctx, "attachments/"+id, WithStream()) //oracle:leak a stream that nobody reads
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Content-Type"), nil
}

// Attachment copies an attachment to w.
//
//fresh:family P2
func (c *Client) Attachment(ctx context.Context, id string, w io.Writer) error {
	resp, err := c.get(ctx, "attachments/"+id, WithStream(), WithHeader("Accept", "*/*"))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}

// page fetches one page. A limit says that the caller wants to read it.
func (c *Client) page(ctx context.Context, limit *int) (*http.Response, error) {
	resource := "entries"
	if limit != nil {
		resource = fmt.Sprintf("entries?limit=%d", *limit)
	}
	req, err := c.newRequest(ctx, http.MethodGet, resource, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	if limit == nil {
		resp.Body.Close()
	}
	return resp, nil
}

// HasEntries reports whether there are entries at all.
//
//fresh:family P2
func (c *Client) HasEntries(ctx context.Context) (bool, error) {
	resp, err := c.page(ctx, nil)
	if err != nil {
		return false, err
	}
	return resp.StatusCode != http.StatusNotFound, nil
}

// FirstEntry reports whether the first page can be had.
func (c *Client) FirstEntry(ctx context.Context) (bool, error) {
	one := 1
	resp, err := c.page(ctx, &one) //oracle:leak with a limit the page stays open
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}
