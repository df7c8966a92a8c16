// Package engine is a client that is known to others by interfaces.
package engine

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// ImageAPI is implemented by the client alone: each method returns a body that is open.
type ImageAPI interface {
	Pull(ref string) (io.ReadCloser, error)
	Stats(id string) (Stats, error)
	Names() ([]string, error)
}

// API is what others use.
type API interface {
	ImageAPI
}

// Stats holds a body and what its headers said.
type Stats struct {
	Body io.ReadCloser
	Kind string
}

type client struct {
	c   *http.Client
	url string
}

// Connect returns a client.
func Connect(c *http.Client, url string) API { return &client{c, url} }

func (c *client) get() (*http.Response, error) {
	return c.c.Get(c.url)
}

func (c *client) Pull(ref string) (io.ReadCloser, error) {
	resp, err := c.get()
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func (c *client) Stats(id string) (Stats, error) {
	resp, err := c.get()
	if err != nil {
		return Stats{}, err
	}
	return Stats{Body: resp.Body, Kind: resp.Header.Get("Kind")}, nil
}

func (c *client) Names() ([]string, error) {
	resp, err := c.get()
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return []string{string(b)}, err
}

// Store is implemented by two types, of which one has what it returns in memory.
type Store interface {
	Open(name string) (io.ReadCloser, error)
}

type remote struct{ api ImageAPI }

func (r remote) Open(name string) (io.ReadCloser, error) { return r.api.Pull(name) }

type memory map[string][]byte

func (m memory) Open(name string) (io.ReadCloser, error) {
	b, ok := m[name]
	if !ok {
		return nil, errors.New("no " + name)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

// Cached returns a store of what was fetched before, if there is anything.
func Cached(c *http.Client, url string, known map[string][]byte) Store {
	if len(known) > 0 {
		return memory(known)
	}
	return remote{Connect(c, url)}
}

// Source has an implementation that opens and one whose results are given to it.
type Source interface {
	Fetch() (io.ReadCloser, error)
}

type given struct{ results []any }

func (g given) Fetch() (io.ReadCloser, error) {
	rc, _ := g.results[0].(io.ReadCloser)
	return rc, nil
}

func (c *client) Fetch() (io.ReadCloser, error) { return c.Pull("") }

// Given returns a source of one text.
func Given(text string) Source {
	return given{[]any{io.NopCloser(bytes.NewReader([]byte(text)))}}
}
