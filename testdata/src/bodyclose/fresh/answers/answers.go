// Package answers gives answers of several kinds behind one interface. Some hold a body, each at
// a place of its own.
//
//fresh:family P3
package answers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// An Answer is one of *Stream, Document, *Failure and Empty.
type Answer interface{ answer() }

// A Stream is an answer of unknown length. It has to be closed.
type Stream struct {
	r    io.ReadCloser
	kind string
}

// A Document is an answer that was read.
type Document struct{ Data []byte }

// A Failure is an answer that was refused, with the response as it came.
type Failure struct {
	Code int
	resp *http.Response
}

// Empty is no answer.
type Empty struct{}

func (*Stream) answer()  {}
func (Document) answer() {}
func (*Failure) answer() {}
func (Empty) answer()    {}

func (f *Failure) Error() string { return http.StatusText(f.Code) }

// Release closes the response that was refused.
func (f *Failure) Release() { f.resp.Body.Close() }

// Close closes the stream.
func (s *Stream) Close() error { return s.r.Close() }

func ask(ctx context.Context, c *http.Client, url string) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	switch {
	case resp.StatusCode >= http.StatusInternalServerError:
		return &Failure{resp.StatusCode, resp}, nil
	case resp.StatusCode == http.StatusNoContent, resp.StatusCode == http.StatusNotFound:
		resp.Body.Close()
		return Empty{}, nil
	case resp.ContentLength < 0:
		return &Stream{resp.Body, resp.Header.Get("Content-Type")}, nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return Document{data}, nil
}

// Text handles all kinds.
func Text(ctx context.Context, c *http.Client, url string) (string, error) {
	a, err := ask(ctx, c, url)
	if err != nil {
		return "", err
	}
	switch a := a.(type) {
	case *Stream:
		defer a.Close()
		b, err := io.ReadAll(a.r)
		return string(b), err
	case Document:
		return string(a.Data), nil
	case *Failure:
		a.Release()
		return "", fmt.Errorf("text: %w", a)
	}
	return "", nil
}

// Kind forgets one of them.
func Kind(ctx context.Context, c *http.Client, url string) (string, error) {
	a, err := ask(ctx, c, url) //oracle:leak failures are not released
	if err != nil {
		return "", err
	}
	switch a := a.(type) {
	case *Stream:
		return a.kind, a.Close()
	case Document:
		return http.DetectContentType(a.Data), nil
	default:
		return "", errors.New("no answer")
	}
}

// Bytes is interested in documents.
func Bytes(ctx context.Context, c *http.Client, url string) ([]byte, error) {
	a, err := ask(ctx, c, url) //oracle:leak streams and failures
	if err != nil {
		return nil, err
	}
	doc, ok := a.(Document)
	if !ok {
		return nil, fmt.Errorf("no document but %T", a)
	}
	return doc.Data, nil
}

// release closes what an answer holds.
func release(a Answer) {
	if c, ok := a.(io.Closer); ok {
		c.Close()
	}
	if f, ok := a.(*Failure); ok {
		f.Release()
	}
}

// Known reports whether there is an answer.
func Known(ctx context.Context, c *http.Client, url string) (bool, error) {
	a, err := ask(ctx, c, url)
	if err != nil {
		return false, err
	}
	defer release(a)
	_, none := a.(Empty)
	return !none, nil
}
