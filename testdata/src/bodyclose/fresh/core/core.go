// Package core is the part of an SDK that sends requests. Its transports read an answer before
// anybody else sees it.
//
//fresh:family P6
package core

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// A Transport sends a request of the SDK.
type Transport interface {
	Send(ctx context.Context, op *Operation) (*Response, error)
}

// An Operation is what is asked for.
type Operation struct {
	Method, URL string
	Stream      bool
}

// A Response is an answer. If it was asked for as a stream, HTTP.Body is open.
type Response struct {
	HTTP *http.Response
	Body []byte
}

// ErrAPI is what errors of the service wrap.
var ErrAPI = errors.New("core: service reports an error")

// Buffered is the transport that everybody uses. It keeps all answers in memory.
type Buffered struct{ Client *http.Client }

// Send implements [Transport].
func (b *Buffered) Send(ctx context.Context, op *Operation) (*Response, error) {
	req, err := http.NewRequestWithContext(ctx, op.Method, op.URL, nil)
	if err != nil {
		return nil, err
	}
	resp, err := b.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("core: %w", err)
	}
	data, err := io.ReadAll(resp.Body)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, fmt.Errorf("core: read answer: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return &Response{HTTP: resp, Body: data}, nil
}

// Doer is what [Exchange] needs.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Reader is a Doer that leaves nothing open.
type Reader struct{ Client *http.Client }

// Do implements [Doer]: the body that it returns is in memory.
func (r Reader) Do(req *http.Request) (*http.Response, error) {
	resp, err := r.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var buf bytes.Buffer
	if _, err := io.Copy(&buf, resp.Body); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(&buf)
	return resp, nil
}

// Exchange sends a request and decodes the answer, which d leaves in memory.
func Exchange(ctx context.Context, d Doer, url string, out any) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := d.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return resp, fmt.Errorf("%w: %s", ErrAPI, resp.Status)
	}
	return resp, json.NewDecoder(resp.Body).Decode(out)
}

// A Sender returns the answer's bytes beside the response.
type Sender interface {
	SendBytes(req *http.Request) ([]byte, *http.Response, error)
}

// Direct is a Sender.
type Direct struct{ Client *http.Client }

// SendBytes implements [Sender]: the response that it returns is closed.
func (d *Direct) SendBytes(req *http.Request) ([]byte, *http.Response, error) {
	resp, err := d.Client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return data, resp, err
}

// An Opener opens streams. It is the one interface here whose answers stay open.
type Opener interface {
	Open(ctx context.Context, url string) (*http.Response, error)
}

// Plain is an Opener.
type Plain struct{ Client *http.Client }

// Open implements [Opener].
func (p *Plain) Open(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return p.Client.Do(req)
}
