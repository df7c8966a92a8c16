// Package codec undoes what was done to the body of a response.
//
//fresh:family R4
package codec

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ErrFormat says that a body is not in the format that was expected.
var ErrFormat = errors.New("codec: unknown format")

type gunzip struct {
	*gzip.Reader
	src io.Closer
}

func (g *gunzip) Close() error { return errors.Join(g.Reader.Close(), g.src.Close()) }

// Gzip wraps a compressed body; closing the result closes it. If it fails, the body is still
// the caller's to close.
func Gzip(body io.ReadCloser) (io.ReadCloser, error) {
	zr, err := gzip.NewReader(body)
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	return &gunzip{zr, body}, nil
}

// GzipOwned wraps a compressed body and closes it if that fails.
func GzipOwned(body io.ReadCloser) (io.ReadCloser, error) {
	zr, err := gzip.NewReader(body)
	if err != nil {
		body.Close()
		return nil, fmt.Errorf("codec: %w", err)
	}
	return &gunzip{zr, body}, nil
}

// A Peeked body has its first bytes read ahead.
type Peeked struct {
	*bufio.Reader
	io.Closer
}

// Peek looks at the first byte of a body, which must be want.
func Peek(body io.ReadCloser, want byte) (*Peeked, error) {
	r := bufio.NewReader(body)
	b, err := r.Peek(1)
	if err != nil {
		return nil, err
	}
	if b[0] != want {
		return nil, ErrFormat
	}
	return &Peeked{r, body}, nil
}

// Inflate returns a reader whose Close does not reach the body.
func Inflate(body io.ReadCloser) io.ReadCloser { return flate.NewReader(body) }

// Plain wraps nothing if the response says that there is nothing to undo.
func Plain(resp *http.Response) (io.ReadCloser, error) {
	switch enc := resp.Header.Get("Content-Encoding"); enc {
	case "", "identity":
		return resp.Body, nil
	case "gzip":
		return Gzip(resp.Body)
	default:
		return nil, fmt.Errorf("codec: encoding %q", enc)
	}
}
