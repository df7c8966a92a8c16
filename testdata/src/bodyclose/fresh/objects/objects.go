// Package objects keeps objects in a remote store, by way of a pacer: the response comes out of
// a literal in a captured variable.
//
//fresh:family R2
package objects

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"bodyclose/fresh/pacer"
)

// An Fs is a remote file system.
type Fs struct {
	root  string
	srv   *http.Client
	pacer *pacer.Pacer
}

func newFs(root string, srv *http.Client) *Fs { return &Fs{root, srv, pacer.New()} }

func (f *Fs) get(ctx context.Context, name string) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, f.root+"/"+name, nil)
}

// List returns the names of the objects.
func List(ctx context.Context, srv *http.Client, root string) ([]string, error) {
	f := newFs(root, srv)
	req, err := f.get(ctx, "")
	if err != nil {
		return nil, err
	}
	var resp *http.Response
	err = f.pacer.Call(func() (bool, error) {
		resp, err = f.srv.Do(req)
		retry, err := pacer.ShouldRetry(resp, err)
		if retry && resp != nil {
			resp.Body.Close()
		}
		return retry, err
	})
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	defer resp.Body.Close()
	var page struct {
		Items []string `json:"items"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return page.Items, nil
}

// Remove removes an object.
func Remove(ctx context.Context, srv *http.Client, root, name string) error {
	f := newFs(root, srv)
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, f.root+"/"+name, nil)
	if err != nil {
		return err
	}
	var resp *http.Response
	return f.pacer.CallNoRetry(func() (bool, error) {
		resp, err = f.srv.Do(req) //oracle:leak the variable that keeps it ends with Remove
		return pacer.ShouldRetry(resp, err)
	})
}

// Stat returns the type of an object.
func Stat(ctx context.Context, srv *http.Client, root, name string) (string, error) {
	f := newFs(root, srv)
	req, err := f.get(ctx, name)
	if err != nil {
		return "", err
	}
	var resp *http.Response
	err = f.pacer.Call(func() (bool, error) {
		resp, err = f.srv.Do(req) //oracle:leak nobody closes what the last attempt stored
		return pacer.ShouldRetry(resp, err)
	})
	if err != nil {
		return "", fmt.Errorf("stat %s: %w", name, err)
	}
	return resp.Header.Get("Content-Type"), nil
}

// Open returns the content of an object.
func Open(ctx context.Context, srv *http.Client, root, name string) (in io.ReadCloser, err error) {
	f := newFs(root, srv)
	req, err := f.get(ctx, name)
	if err != nil {
		return nil, err
	}
	var res *http.Response
	err = f.pacer.CallNoRetry(func() (bool, error) {
		res, err = f.srv.Do(req)
		if err != nil {
			return false, err
		}
		if res.StatusCode >= 300 {
			_ = res.Body.Close()
			return false, errors.New(res.Status)
		}
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}

// OpenRange returns a part of an object; what does not support ranges is an error.
func OpenRange(ctx context.Context, srv *http.Client, root, name string) (io.ReadCloser, error) {
	f := newFs(root, srv)
	req, err := f.get(ctx, name)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Range", "bytes=0-99")
	var res *http.Response
	err = f.pacer.CallNoRetry(func() (bool, error) {
		res, err = f.srv.Do(req) //oracle:leak no partial content
		return false, err
	})
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusPartialContent {
		return nil, fmt.Errorf("open %s: range ignored: %s", name, res.Status)
	}
	return res.Body, nil
}

// Put stores an object and closes the answer inside the attempt.
func Put(ctx context.Context, srv *http.Client, root, name string) error {
	f := newFs(root, srv)
	return f.pacer.Call(func() (bool, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, f.root+"/"+name, strings.NewReader("content"))
		if err != nil {
			return false, err
		}
		resp, err := f.srv.Do(req)
		if err != nil {
			return true, err
		}
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, resp.Body)
		return pacer.ShouldRetry(resp, nil)
	})
}

// Copy has the server copy an object, and looks at the answer only if it is an error.
func Copy(ctx context.Context, srv *http.Client, root, from, to string) error {
	f := newFs(root, srv)
	return pacer.Until(ctx, func(ctx context.Context, attempt int) error {
		body := bytes.NewBufferString(`{"from":"` + from + `","to":"` + to + `"}`)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.root+"/copy", body)
		if err != nil {
			return err
		}
		resp, err := f.srv.Do(req) //oracle:leak only error statuses are closed
		if err != nil {
			return pacer.ErrRetry
		}
		if resp.StatusCode >= 500 {
			resp.Body.Close()
			return fmt.Errorf("attempt %d: %w", attempt, pacer.ErrRetry)
		}
		return nil
	})
}

// Usage closes what an earlier attempt left before the next one begins.
func Usage(ctx context.Context, srv *http.Client, root string) (int64, error) {
	f := newFs(root, srv)
	var resp *http.Response
	err := pacer.Until(ctx, func(ctx context.Context, attempt int) error {
		if resp != nil {
			resp.Body.Close()
			resp = nil
		}
		req, err := f.get(ctx, "usage")
		if err != nil {
			return err
		}
		resp, err = f.srv.Do(req)
		if err != nil {
			resp = nil
			return pacer.ErrRetry
		}
		if resp.StatusCode >= 500 {
			return pacer.ErrRetry
		}
		return nil
	})
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return 0, err
	}
	var usage struct {
		Total int64 `json:"total"`
	}
	return usage.Total, json.NewDecoder(resp.Body).Decode(&usage)
}

// Quota forgets what an earlier attempt left.
func Quota(ctx context.Context, srv *http.Client, root string) (int64, error) {
	f := newFs(root, srv)
	var resp *http.Response
	err := pacer.Until(ctx, func(ctx context.Context, attempt int) error {
		req, err := f.get(ctx, "quota")
		if err != nil {
			return err
		}
		resp, err = f.srv.Do(req) //oracle:leak the next attempt overwrites it
		if err != nil {
			return pacer.ErrRetry
		}
		if resp.StatusCode >= 500 {
			return pacer.ErrRetry
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.ContentLength, nil
}
