// Package ledger is the client of an accounting service. Where a call puts its answer decides
// who closes it.
//
//fresh:family R1
package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// ErrNotFound is returned for accounts that do not exist.
var ErrNotFound = errors.New("ledger: no such account")

// An APIError is the service's own description of what went wrong.
type APIError struct {
	Status  int    `json:"-"`
	Message string `json:"error"`
}

func (e *APIError) Error() string { return fmt.Sprintf("ledger: status %d: %s", e.Status, e.Message) }

// A Client talks to one ledger.
type Client struct {
	baseURL string
	token   string
	hc      *http.Client
}

// An Account is a line of the ledger.
type Account struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
}

func (c *Client) newRequest(ctx context.Context, method, resource string, in any) (*http.Request, error) {
	var payload io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("ledger: encode request: %w", err)
		}
		payload = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.baseURL+"/v1/"+resource, payload)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// do sends the request. With out, the answer is decoded into it and closed; without, the
// caller gets the open response.
func (c *Client) do(req *http.Request, out any) (*http.Response, error) {
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ledger: %s %s: %w", req.Method, req.URL.Path, err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		defer resp.Body.Close()
		return nil, readError(resp)
	}
	if out == nil {
		return resp, nil
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return nil, fmt.Errorf("ledger: decode answer: %w", err)
	}
	return resp, nil
}

func readError(resp *http.Response) error {
	if resp.StatusCode == http.StatusNotFound {
		return ErrNotFound
	}
	apiErr := &APIError{Status: resp.StatusCode}
	data, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil || json.Unmarshal(data, apiErr) != nil {
		apiErr.Message = http.StatusText(resp.StatusCode)
	}
	return apiErr
}

// Account returns one account.
//
//fresh:family P2
func (c *Client) Account(ctx context.Context, id string) (*Account, error) {
	req, err := c.newRequest(ctx, http.MethodGet, "accounts/"+url.PathEscape(id), nil)
	if err != nil {
		return nil, err
	}
	account := new(Account)
	if _, err := c.do(req, account); err != nil {
		return nil, err
	}
	return account, nil
}

// Open opens an account and returns the status of the answer beside it.
//
//fresh:family P2
func (c *Client) Open(ctx context.Context, name string) (Account, int, error) {
	var created Account
	req, err := c.newRequest(ctx, http.MethodPost, "accounts", Account{Name: name})
	if err != nil {
		return created, 0, err
	}
	resp, err := c.do(req, &created)
	if err != nil {
		return created, 0, err
	}
	return created, resp.StatusCode, nil
}

// Delete deletes an account. Nobody is interested in what the service answers.
func (c *Client) Delete(ctx context.Context, id string) error {
	req, err := c.newRequest(ctx, http.MethodDelete, "accounts/"+url.PathEscape(id), nil)
	if err != nil {
		return err
	}
	_, err = c.do(req, nil) //oracle:leak nothing decodes the answer
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Freeze freezes an account and is careful with the answer.
//
//fresh:family P2
func (c *Client) Freeze(ctx context.Context, id string) error {
	req, err := c.newRequest(ctx, http.MethodPut, "accounts/"+url.PathEscape(id)+"/freeze", nil)
	if err != nil {
		return err
	}
	resp, err := c.do(req, nil)
	if err != nil {
		return fmt.Errorf("freeze %s: %w", id, err)
	}
	return resp.Body.Close()
}

// Ping reports how long the service takes to answer.
func (c *Client) Ping(ctx context.Context) (time.Duration, error) {
	start := time.Now()
	req, err := c.newRequest(ctx, http.MethodGet, "ping", nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.do(req, nil) //oracle:leak only the status is looked at
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("ledger: ping: %s", resp.Status)
	}
	return time.Since(start), nil
}

// Export returns the whole ledger as the service sends it.
//
//fresh:family P2
func (c *Client) Export(ctx context.Context, format string) (io.ReadCloser, error) {
	req, err := c.newRequest(ctx, http.MethodGet, "export?format="+url.QueryEscape(format), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.do(req, nil)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// ExportTo writes the whole ledger to w.
//
//fresh:family P2
func (c *Client) ExportTo(ctx context.Context, w io.Writer) (int64, error) {
	body, err := c.Export(ctx, "csv")
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, body)
	if err != nil {
		body.Close()
		return n, fmt.Errorf("ledger: export: %w", err)
	}
	return n, body.Close()
}

// call is what the calls without an answer of interest are written with.
func (c *Client) call(ctx context.Context, method, resource string, in, out any) (*http.Response, error) {
	req, err := c.newRequest(ctx, method, resource, in)
	if err != nil {
		return nil, err
	}
	return c.do(req, out)
}

// Rename changes the name of an account.
func (c *Client) Rename(ctx context.Context, id, name string) error {
	_, err := c.call(ctx, http.MethodPatch, "accounts/"+id, Account{Name: name}, nil) //oracle:leak nil goes through call to do
	return err
}

// Reload returns an account after a change, by way of call.
//
//fresh:family P2
func (c *Client) Reload(ctx context.Context, id string) (a Account, err error) {
	_, err = c.call(ctx, http.MethodGet, "accounts/"+id, nil, &a)
	return a, err
}
