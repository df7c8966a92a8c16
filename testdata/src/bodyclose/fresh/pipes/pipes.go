// Package pipes gives bodies to readers of the standard library that cannot close them, and
// hands responses about by value.
//
//fresh:family R12d
package pipes

import (
	"archive/tar"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// A Fetcher fetches.
type Fetcher struct {
	hc  *http.Client
	max int64
}

func (f *Fetcher) get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return f.hc.Do(req)
}

// limited is a reader with a limit that is an error.
type limited struct {
	R    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errors.New("answer too long")
	}
	n, err := l.R.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

// Small reads a small answer.
func (f *Fetcher) Small(ctx context.Context, url string) ([]byte, error) {
	resp, err := f.get(ctx, url) //oracle:leak io.LimitedReader has no Close
	if err != nil {
		return nil, err
	}
	lr := &io.LimitedReader{R: resp.Body, N: 1 << 16}
	return io.ReadAll(lr)
}

// SmallClosed closes it.
func (f *Fetcher) SmallClosed(ctx context.Context, url string) ([]byte, error) {
	resp, err := f.get(ctx, url)
	if err != nil {
		return nil, err
	}
	lr := &io.LimitedReader{R: resp.Body, N: 1 << 16}
	data, err := io.ReadAll(lr)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	return data, err
}

// Config decodes an answer that must not be too long.
func (f *Fetcher) Config(ctx context.Context, url string) (cfg map[string]any, err error) {
	resp, err := f.get(ctx, url) //oracle:leak limited keeps a reader only
	if err != nil {
		return nil, err
	}
	err = json.NewDecoder(&limited{resp.Body, 1 << 20}).Decode(&cfg)
	return cfg, err
}

// ConfigClosed defers first.
func (f *Fetcher) ConfigClosed(ctx context.Context, url string) (cfg map[string]any, err error) {
	resp, err := f.get(ctx, url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(&limited{resp.Body, 1 << 20}).Decode(&cfg)
	return cfg, err
}

// Lines returns a function that returns the next line; it owns nothing.
func (f *Fetcher) Lines(ctx context.Context, url string) ([]string, error) {
	resp, err := f.get(ctx, url) //oracle:leak a closure over a scanner
	if err != nil {
		return nil, err
	}
	next := lineReader(resp.Body)
	var lines []string
	for line, ok := next(); ok; line, ok = next() {
		lines = append(lines, line)
	}
	return lines, nil
}

func lineReader(r io.Reader) func() (string, bool) {
	sc := bufio.NewScanner(r)
	return func() (string, bool) { return sc.Text(), sc.Scan() }
}

// Members lists what is in an archive.
func (f *Fetcher) Members(ctx context.Context, url string) (names []string, err error) {
	resp, err := f.get(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	tr := tar.NewReader(bufio.NewReader(resp.Body))
	for {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return names, fmt.Errorf("members of %s: %w", url, err)
		}
		names = append(names, h.Name)
	}
}

// Member returns a part of an archive as a reader that cannot be closed.
func (f *Fetcher) Member(ctx context.Context, url, name string) (string, error) {
	resp, err := f.get(ctx, url) //oracle:leak no reader of a chain closes
	if err != nil {
		return "", err
	}
	tr := tar.NewReader(bufio.NewReader(&limited{R: resp.Body, left: f.max}))
	for {
		h, err := tr.Next()
		if err != nil {
			return "", err
		}
		if h.Name == name {
			var sb strings.Builder
			_, err := io.Copy(&sb, tr)
			return sb.String(), err
		}
	}
}

// A Doer returns responses by value.
type Doer interface {
	Fetch(ctx context.Context, url string) (http.Response, error)
}

// Fetch returns the response by value.
func (f *Fetcher) Fetch(ctx context.Context, url string) (http.Response, error) {
	resp, err := f.get(ctx, url)
	if err != nil {
		return http.Response{}, err
	}
	return *resp, nil
}

// Code returns the status of a copy.
//
//fresh:family R12e
func (f *Fetcher) Code(ctx context.Context, url string) (int, error) {
	resp, err := f.Fetch(ctx, url) //oracle:leak a copy has the same body
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Text reads and closes a copy.
//
//fresh:family R12e
func (f *Fetcher) Text(ctx context.Context, url string) (string, error) {
	resp, err := f.Fetch(ctx, url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

// Head copies a response to change its header.
//
//fresh:family R12e
func (f *Fetcher) Head(ctx context.Context, url string) (http.Header, error) {
	orig, err := f.get(ctx, url) //oracle:leak neither the copy nor the original is closed
	if err != nil {
		return nil, err
	}
	r := *orig
	r.Header = orig.Header.Clone()
	r.Header.Del("Set-Cookie")
	return r.Header, nil
}

// HeadClosed closes the copy, which closes the original.
//
//fresh:family R12e
func (f *Fetcher) HeadClosed(ctx context.Context, url string) (http.Header, error) {
	orig, err := f.get(ctx, url)
	if err != nil {
		return nil, err
	}
	r := *orig
	defer r.Body.Close()
	r.Header = orig.Header.Clone()
	return r.Header, nil
}

// Via asks by an interface that returns responses by value.
//
//fresh:family R12e
func Via(ctx context.Context, hc *http.Client, url string) (string, error) {
	var d Doer = &Fetcher{hc: hc, max: 1 << 20}
	resp, err := d.Fetch(ctx, url) //oracle:leak the interface returns it by value
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}
