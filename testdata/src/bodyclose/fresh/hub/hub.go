// Package hub is the transport of several clients. What it returns depends on what it is asked for.
//
//fresh:family P2
package hub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// A Mode says what a call returns.
type Mode int

// The modes.
const (
	Discard Mode = iota // nothing
	Decode              // what was decoded
	Stream              // the body, open
)

// Params are the parameters of a call.
type Params struct {
	Mode   Mode
	Out    any
	Accept string
	Strict *bool // nil: true
}

// A Hub sends.
type Hub struct {
	Client *http.Client
	URL    string
	Stream bool // return bodies in any case
}

// ErrStatus is what refused calls wrap.
var ErrStatus = errors.New("hub: refused")

func (h *Hub) request(ctx context.Context, accept string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL, nil)
	if err != nil {
		return nil, err
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	return req, nil
}

// Call makes a call. The body is nil, unless the mode is Stream.
func (h *Hub) Call(ctx context.Context, p Params) (io.ReadCloser, error) {
	req, err := h.request(ctx, p.Accept)
	if err != nil {
		return nil, err
	}
	resp, err := h.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}
	if resp.StatusCode >= http.StatusBadRequest && (p.Strict == nil || *p.Strict) {
		resp.Body.Close()
		return nil, fmt.Errorf("%w: %s", ErrStatus, resp.Status)
	}
	switch p.Mode {
	case Stream:
		return resp.Body, nil
	case Decode:
		err = json.NewDecoder(resp.Body).Decode(p.Out)
	default:
		_, err = io.Copy(io.Discard, resp.Body)
	}
	return nil, errors.Join(err, resp.Body.Close())
}

// Get asks, and returns the response: closed, unless stream is set here or in the hub.
func (h *Hub) Get(ctx context.Context, stream bool, out any) (*http.Response, error) {
	req, err := h.request(ctx, "application/json")
	if err != nil {
		return nil, err
	}
	resp, err := h.Client.Do(req)
	if err != nil {
		return nil, err
	}
	if stream || h.Stream {
		return resp, nil
	}
	defer resp.Body.Close()
	if out == nil {
		return resp, nil
	}
	return resp, json.NewDecoder(resp.Body).Decode(out)
}

// Bytes returns the body as bytes, or open if it is longer than limit; 0 means no limit.
func (h *Hub) Bytes(ctx context.Context, limit int64) ([]byte, io.ReadCloser, error) {
	req, err := h.request(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	resp, err := h.Client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	if limit > 0 && resp.ContentLength > limit {
		return nil, resp.Body, nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return data, nil, err
}

// An Option changes a [Hub.Fetch].
type Option interface{ apply(*Params) }

type optionFunc func(*Params)

func (f optionFunc) apply(p *Params) { f(p) }

// Into decodes.
func Into(v any) Option { return optionFunc(func(p *Params) { p.Mode, p.Out = Decode, v }) }

// Open leaves the body open.
func Open() Option { return optionFunc(func(p *Params) { p.Mode = Stream }) }

// Accept sets a header.
func Accept(kind string) Option { return optionFunc(func(p *Params) { p.Accept = kind }) }

// Fetch is Call with options.
func (h *Hub) Fetch(ctx context.Context, opts ...Option) (io.ReadCloser, error) {
	var p Params
	for _, o := range opts {
		o.apply(&p)
	}
	return h.Call(ctx, p)
}
