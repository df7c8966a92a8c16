// Package admin is the client of an administration interface: requests are prepared, signed,
// traced and checked on the way, and each step may fail.
//
//fresh:family R12b
package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"
)

// A Client administrates one server.
type Client struct {
	endpointURL string
	accessKey   string
	secretKey   string
	httpClient  *http.Client
	trace       bool
	traceOutput io.Writer
	maxRetries  int
}

// requestData is what a request is made of.
type requestData struct {
	relPath string
	queries url.Values
	content []byte
}

// An AdminError is an error that the server describes.
type AdminError struct {
	XMLName xml.Name `xml:"Error" json:"-"`
	Code    string   `xml:"Code" json:"code"`
	Message string   `json:"error"`
}

func (e AdminError) Error() string { return e.Code + ": " + e.Message }

func (c *Client) newRequest(ctx context.Context, method string, data requestData) (*http.Request, error) {
	if c.endpointURL == "" {
		return nil, errors.New("admin: no endpoint")
	}
	u, err := url.Parse(c.endpointURL)
	if err != nil {
		return nil, err
	}
	u.Path, u.RawQuery = "/admin/v3/"+data.relPath, data.queries.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(data.content))
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(c.accessKey, c.secretKey)
	return req, nil
}

func (c *Client) dumpHTTP(req *http.Request, resp *http.Response) error {
	w := c.traceOutput
	if w == nil {
		w = os.Stderr
	}
	text, err := httputil.DumpRequestOut(req, false)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if text, err = httputil.DumpResponse(resp, resp.StatusCode != http.StatusOK); err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// do sends one request. If tracing fails the response is closed.
func (c *Client) do(req *http.Request) (*http.Response, error) {
	resp, err := c.httpClient.Do(req)
	if err != nil {
		var urlErr *url.Error
		if errors.As(err, &urlErr) && urlErr.Timeout() {
			return nil, fmt.Errorf("admin: timeout: %w", err)
		}
		return nil, err
	}
	if c.trace {
		if err := c.dumpHTTP(req, resp); err != nil {
			resp.Body.Close()
			return nil, err
		}
	}
	return resp, nil
}

var successStatus = map[int]bool{http.StatusOK: true, http.StatusNoContent: true, http.StatusPartialContent: true}

// executeMethod sends a request until it is answered. A response with an error status is
// returned with its body read, closed and replaced.
func (c *Client) executeMethod(ctx context.Context, method string, data requestData) (res *http.Response, err error) {
	for try := 0; try <= c.maxRetries; try++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var req *http.Request
		if req, err = c.newRequest(ctx, method, data); err != nil {
			return nil, err
		}
		if res, err = c.do(req); err != nil {
			continue
		}
		if successStatus[res.StatusCode] {
			return res, nil
		}
		body, rerr := io.ReadAll(res.Body)
		res.Body.Close()
		if rerr != nil {
			return nil, rerr
		}
		res.Body = io.NopCloser(bytes.NewReader(body))
		if res.StatusCode < http.StatusInternalServerError {
			break
		}
		time.Sleep(50 * time.Microsecond)
	}
	return res, err
}

func toError(resp *http.Response) error {
	e := AdminError{Code: resp.Status}
	if json.NewDecoder(resp.Body).Decode(&e) != nil {
		e.Message = "no description"
	}
	return e
}

// ServerInfo returns what the server says about itself.
func (c *Client) ServerInfo(ctx context.Context) (info map[string]any, err error) {
	resp, err := c.executeMethod(ctx, http.MethodGet, requestData{relPath: "info"})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, toError(resp)
	}
	err = json.NewDecoder(resp.Body).Decode(&info)
	return info, err
}

// SetConfig changes the configuration.
func (c *Client) SetConfig(ctx context.Context, r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	resp, err := c.executeMethod(ctx, http.MethodPut, requestData{relPath: "config", content: content}) //oracle:leak success is not closed
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return toError(resp)
	}
	return nil
}

// Profile returns profiling data, open.
func (c *Client) Profile(ctx context.Context, kind string) (io.ReadCloser, error) {
	resp, err := c.executeMethod(ctx, http.MethodGet, requestData{relPath: "profile", queries: url.Values{"kind": {kind}}})
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, toError(resp)
	}
	return resp.Body, nil
}

// Locks lists locks, and does not mind a server that has none.
func (c *Client) Locks(ctx context.Context) ([]string, error) {
	resp, err := c.executeMethod(ctx, http.MethodGet, requestData{relPath: "top/locks"}) //oracle:leak an answer of unknown length
	if err != nil {
		return nil, err
	}
	if resp.ContentLength <= 0 {
		return nil, nil
	}
	defer resp.Body.Close()
	var list struct{ Items []string }
	return list.Items, json.NewDecoder(resp.Body).Decode(&list)
}

// Restart restarts the server.
func (c *Client) Restart(ctx context.Context) error {
	resp, err := c.executeMethod(ctx, http.MethodPost, requestData{relPath: "service"})
	defer closeResponse(resp)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return toError(resp)
	}
	return nil
}

// closeResponse drains and closes what there is.
func closeResponse(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// Stop stops it.
func (c *Client) Stop(ctx context.Context) error {
	resp, err := c.executeMethod(ctx, http.MethodPost, requestData{relPath: "service", queries: url.Values{"action": {"stop"}}}) //oracle:leak only errors are described
	if err == nil && !successStatus[resp.StatusCode] {
		err = toError(resp)
	}
	return err
}

// stream asks for something endless. Debug output comes from a copy of the body.
func (c *Client) stream(ctx context.Context, relPath string, debug bool) (*http.Response, error) {
	req, err := c.newRequest(ctx, http.MethodGet, requestData{relPath: relPath})
	if err != nil {
		return nil, err
	}
	resp, err := c.do(req)
	if err != nil {
		return nil, err
	}
	if debug {
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "%d bytes\n", len(data))
		resp.Body = io.NopCloser(bytes.NewReader(data))
	}
	return resp, nil
}

// Trace copies the trace to w.
func (c *Client) Trace(ctx context.Context, w io.Writer) error {
	resp, err := c.stream(ctx, "trace", false)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}

// TraceAvailable asks whether there is one.
func (c *Client) TraceAvailable(ctx context.Context) (bool, error) {
	resp, err := c.stream(ctx, "trace", false) //oracle:leak without debugging it is open
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

// TraceSummary asks for it with debugging, which leaves nothing open.
func (c *Client) TraceSummary(ctx context.Context) (int64, error) {
	resp, err := c.stream(ctx, "trace", true)
	if err != nil {
		return 0, err
	}
	return io.Copy(io.Discard, resp.Body)
}
