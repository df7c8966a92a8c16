// Package fetch hands out bodies that were sent in some encoding.
//
//fresh:family R4
package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"bodyclose/fresh/codec"
)

func get(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	return c.Do(req)
}

// Archive opens an archive.
func Archive(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url) //oracle:leak what is no archive stays open
	if err != nil {
		return nil, err
	}
	return codec.Gzip(resp.Body)
}

// ArchiveChecked closes what is none.
func ArchiveChecked(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return nil, err
	}
	r, err := codec.Gzip(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	return r, nil
}

// ArchiveNamed forgets to, with a name for the error.
func ArchiveNamed(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url) //oracle:leak the same, written as an assignment
	if err != nil {
		return nil, err
	}
	r, err := codec.Gzip(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	return r, nil
}

// ArchiveOwned leaves it to a function that closes what it cannot wrap.
func ArchiveOwned(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return nil, err
	}
	return codec.GzipOwned(resp.Body)
}

// Object opens a JSON object.
func Object(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url) //oracle:leak a peek that fails leaves it open
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
	return peeked(codec.Peek(resp.Body, '{'))
}

func peeked(p *codec.Peeked, err error) (io.ReadCloser, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}

// List opens a JSON list.
func List(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return nil, err
	}
	p, err := codec.Peek(resp.Body, '[')
	if errors.Is(err, codec.ErrFormat) || err != nil {
		return nil, errors.Join(err, resp.Body.Close())
	}
	return p, nil
}

// Raw opens a body that was compressed without a header. Its Close is that of flate.
func Raw(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url) //oracle:leak flate closes itself only
	if err != nil {
		return nil, err
	}
	return codec.Inflate(resp.Body), nil
}

// RawBytes reads such a body.
func RawBytes(ctx context.Context, c *http.Client, url string) ([]byte, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := codec.Inflate(resp.Body)
	defer r.Close()
	return io.ReadAll(r)
}

// Any opens a body in whatever encoding it has.
func Any(ctx context.Context, c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return nil, err
	}
	body, err := codec.Plain(resp)
	if err != nil {
		resp.Body.Close()
	}
	return body, err
}

// Text reads the compressed text of a page, which only the gzip reader is closed after.
func Text(ctx context.Context, c *http.Client, url string) (string, error) {
	resp, err := get(ctx, c, url) //oracle:leak a gzip.Reader does not close what it reads from
	if err != nil {
		return "", err
	}
	zr, err := gzip.NewReader(io.MultiReader(bytes.NewReader(nil), resp.Body))
	if err != nil {
		return "", err
	}
	defer zr.Close()
	b, err := io.ReadAll(zr)
	return string(b), err
}
