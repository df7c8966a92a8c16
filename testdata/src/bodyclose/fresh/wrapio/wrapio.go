// Package wrapio has readers that do something on the way. What their methods do with the body
// decides who has to close it.
//
//fresh:family R9
package wrapio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"sync/atomic"
)

// A Meter counts the bytes that go through it.
type Meter struct {
	R io.Reader
	N atomic.Int64
}

// Read implements [io.Reader].
func (m *Meter) Read(p []byte) (int, error) {
	n, err := m.R.Read(p)
	m.N.Add(int64(n))
	return n, err
}

// An AutoCloser closes the body when it was read to its end, or failed.
type AutoCloser struct {
	body io.ReadCloser
	done bool
}

// Read implements [io.Reader].
func (a *AutoCloser) Read(p []byte) (int, error) {
	if a.done {
		return 0, io.EOF
	}
	n, err := a.body.Read(p)
	if err != nil {
		a.done = true
		if cerr := a.body.Close(); errors.Is(err, io.EOF) && cerr != nil {
			err = cerr
		}
	}
	return n, err
}

// A Hasher computes a checksum of what is written from it.
type Hasher struct {
	body io.ReadCloser
	sum  hash.Hash
}

// Read implements [io.Reader].
func (h *Hasher) Read(p []byte) (int, error) {
	n, err := h.body.Read(p)
	h.sum.Write(p[:n])
	return n, err
}

// WriteTo implements [io.WriterTo] and closes the body.
func (h *Hasher) WriteTo(w io.Writer) (int64, error) {
	defer h.body.Close()
	return io.Copy(io.MultiWriter(w, h.sum), h.body)
}

// A Resumer asks again where the connection broke.
type Resumer struct {
	ctx  context.Context
	hc   *http.Client
	url  string
	body io.ReadCloser
	off  int64
	left int
}

// Read implements [io.Reader].
func (r *Resumer) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.off += int64(n)
	if err == nil || errors.Is(err, io.EOF) || r.left == 0 {
		return n, err
	}
	r.left--
	r.body.Close()
	r.body = http.NoBody
	req, rerr := http.NewRequestWithContext(r.ctx, http.MethodGet, r.url, nil)
	if rerr != nil {
		return n, rerr
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-", r.off))
	resp, rerr := r.hc.Do(req)
	if rerr != nil {
		return n, errors.Join(err, rerr)
	}
	r.body = resp.Body
	return n, nil
}

// Close closes what is open now.
func (r *Resumer) Close() error { return r.body.Close() }

func get(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return c.Do(req)
}

// Measure returns the number of bytes at url.
func Measure(ctx context.Context, c *http.Client, url string) (int64, error) {
	resp, err := get(ctx, c, url) //oracle:leak counting does not close
	if err != nil {
		return 0, err
	}
	m := &Meter{R: resp.Body}
	_, err = io.Copy(io.Discard, m)
	return m.N.Load(), err
}

// MeasureClosed closes what it counted.
func MeasureClosed(ctx context.Context, c *http.Client, url string) (int64, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	m := &Meter{R: io.LimitReader(resp.Body, 1<<20)}
	_, err = io.ReadAll(m)
	return m.N.Load(), err
}

// Bytes reads by way of a reader that closes by itself.
func Bytes(ctx context.Context, c *http.Client, url string) ([]byte, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(&AutoCloser{body: resp.Body})
}

// Prefix reads the start of a body by the same reader, which does not come to its end.
func Prefix(ctx context.Context, c *http.Client, url string) ([]byte, error) {
	resp, err := get(ctx, c, url) //oracle:leak four bytes are not the end
	if err != nil {
		return nil, err
	}
	prefix := make([]byte, 4)
	_, err = io.ReadFull(&AutoCloser{body: resp.Body}, prefix)
	return prefix, err
}

// Checksum copies by WriteTo.
func Checksum(ctx context.Context, c *http.Client, url string, w io.Writer) (string, error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return "", err
	}
	h := &Hasher{resp.Body, sha256.New()}
	if _, err := io.Copy(w, h); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.sum.Sum(nil)), nil
}

// ChecksumRead reads, which does not use WriteTo.
func ChecksumRead(ctx context.Context, c *http.Client, url string) (string, error) {
	resp, err := get(ctx, c, url) //oracle:leak Read does not close
	if err != nil {
		return "", err
	}
	h := &Hasher{body: resp.Body, sum: sha256.New()}
	if _, err := io.ReadAll(h); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.sum.Sum(nil)), nil
}

// Resume copies a body that may break off.
func Resume(ctx context.Context, c *http.Client, url string, w io.Writer) (err error) {
	resp, err := get(ctx, c, url)
	if err != nil {
		return err
	}
	r := &Resumer{ctx: ctx, hc: c, url: url, body: resp.Body, left: 2}
	defer func() { err = errors.Join(err, r.Close()) }()
	_, err = io.Copy(w, r)
	return err
}

// ResumeInto does so without Close.
func ResumeInto(ctx context.Context, c *http.Client, url string) (*bytes.Buffer, error) {
	resp, err := get(ctx, c, url) //oracle:leak the resumer is dropped
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	_, err = buf.ReadFrom(&Resumer{ctx: ctx, hc: c, url: url, body: resp.Body})
	return &buf, err
}
