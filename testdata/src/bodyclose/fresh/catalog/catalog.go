// Package catalog is a client on top of hub.
//
//fresh:family P2
package catalog

import (
	"context"
	"errors"
	"io"
	"net/http"

	"bodyclose/fresh/hub"
)

// A Catalog lists things.
type Catalog struct {
	HC      *http.Client
	BaseURL string
}

// A Thing is in the catalog.
type Thing struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

func (c *Catalog) hub() *hub.Hub { return &hub.Hub{Client: c.HC, URL: c.BaseURL} }

// Touch asks for nothing.
func (c *Catalog) Touch(ctx context.Context) error {
	_, err := c.hub().Call(ctx, hub.Params{})
	return err
}

// Thing decodes.
func (c *Catalog) Thing(ctx context.Context) (t Thing, err error) {
	_, err = c.hub().Call(ctx, hub.Params{Mode: hub.Decode, Out: &t, Accept: "application/json"})
	return t, err
}

// Image streams.
func (c *Catalog) Image(ctx context.Context, w io.Writer) error {
	body, err := c.hub().Call(ctx, hub.Params{Mode: hub.Stream, Accept: "image/*"})
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = io.Copy(w, body)
	return err
}

// HasImage streams, and does not look.
//
//fresh:family R1
func (c *Catalog) HasImage(ctx context.Context) bool {
	_, err := c.hub().Call(ctx, hub.Params{Mode: hub.Stream}) //oracle:leak the mode opens it
	return err == nil
}

// Probe takes answers of any status.
//
//fresh:family R1
func (c *Catalog) Probe(ctx context.Context) (bool, error) {
	strict := false
	p := hub.Params{Strict: &strict}
	p.Mode = hub.Stream
	body, err := c.hub().Call(ctx, p) //oracle:leak set after the literal
	if errors.Is(err, hub.ErrStatus) {
		return false, nil
	}
	return body != nil, err
}

// Code returns the status of a response that is closed.
func (c *Catalog) Code(ctx context.Context) (int, error) {
	resp, err := c.hub().Get(ctx, false, nil)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Named decodes, and takes a header of the response.
func (c *Catalog) Named(ctx context.Context) (string, string, error) {
	t := new(Thing)
	resp, err := c.hub().Get(ctx, false, t)
	if err != nil {
		return "", "", err
	}
	return t.Name, resp.Header.Get("ETag"), nil
}

// Tag asks a hub that streams in any case.
//
//fresh:family R1
func (c *Catalog) Tag(ctx context.Context) (string, error) {
	h := &hub.Hub{Client: c.HC, URL: c.BaseURL, Stream: true}
	resp, err := h.Get(ctx, false, nil) //oracle:leak a field of the hub
	if err != nil {
		return "", err
	}
	return resp.Header.Get("ETag"), nil
}

// All reads all.
func (c *Catalog) All(ctx context.Context) ([]byte, error) {
	data, _, err := c.hub().Bytes(ctx, 0)
	return data, err
}

// Some reads what is short.
//
//fresh:family R1
func (c *Catalog) Some(ctx context.Context) ([]byte, error) {
	data, _, err := c.hub().Bytes(ctx, 16) //oracle:leak longer than the limit
	return data, err
}

// SomeOrAll reads the rest too.
func (c *Catalog) SomeOrAll(ctx context.Context) ([]byte, error) {
	data, rest, err := c.hub().Bytes(ctx, 16)
	if err != nil || rest == nil {
		return data, err
	}
	defer rest.Close()
	return io.ReadAll(rest)
}

// Fetched decodes by options.
func (c *Catalog) Fetched(ctx context.Context) (t Thing, err error) {
	_, err = c.hub().Fetch(ctx, hub.Into(&t), hub.Accept("application/json"))
	return t, err
}

// Fetches asks for nothing by options.
func (c *Catalog) Fetches(ctx context.Context) error {
	_, err := c.hub().Fetch(ctx, hub.Accept("text/plain"))
	return err
}

// FetchesOpen asks for a stream, and forgets it.
//
//fresh:family R1
func (c *Catalog) FetchesOpen(ctx context.Context) error {
	_, err := c.hub().Fetch(ctx, hub.Open()) //oracle:leak an option opens it
	return err
}

// Reader returns the stream that options ask for.
func (c *Catalog) Reader(ctx context.Context) (io.ReadCloser, error) {
	return c.hub().Fetch(ctx, hub.Open(), hub.Accept("*/*"))
}
