package owners

import (
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// A session keeps the stream that it reads now.
//
//fresh:family R5
type session struct {
	api  *API
	cur  *http.Response
	seen int
}

// advance goes to the next stream and closes the one before.
//
//fresh:family R5
func (s *session) advance(ctx context.Context) error {
	if s.cur != nil {
		s.cur.Body.Close()
	}
	resp, err := s.api.get(ctx, fmt.Sprint("streams/", s.seen))
	s.cur = resp
	if err != nil {
		s.cur = nil
		return err
	}
	s.seen++
	return nil
}

func (s *session) end() {
	if s.cur != nil {
		s.cur.Body.Close()
		s.cur = nil
	}
}

// Streams goes through three streams.
//
//fresh:family R5
func (a *API) Streams(ctx context.Context) (n int64, err error) {
	s := &session{api: a}
	defer s.end()
	for range 3 {
		if err := s.advance(ctx); err != nil {
			return n, err
		}
		k, err := io.Copy(io.Discard, s.cur.Body)
		if n += k; err != nil {
			return n, err
		}
	}
	return n, nil
}

// StreamsKept does not end its session.
//
//fresh:family R5
func (a *API) StreamsKept(ctx context.Context) (n int, err error) {
	s := session{api: a}
	for range 2 {
		if err := s.advance(ctx); err != nil { //oracle:leak the session is local, and not ended
			return s.seen, err
		}
	}
	return s.seen, nil
}

// wrapped is a body under decoders.
type wrapped struct {
	io.ReadCloser
	under io.Closer
}

func (w *wrapped) Close() error { return errors.Join(w.ReadCloser.Close(), w.under.Close()) }

// Decoded undoes the encodings of an answer, the last one first.
//
//fresh:family R7
func (a *API) Decoded(ctx context.Context, encodings []string) (io.ReadCloser, error) {
	resp, err := a.get(ctx, "encoded")
	if err != nil {
		return nil, err
	}
	body := resp.Body
	for range slices.Backward(encodings) {
		body = &wrapped{flate.NewReader(body), body}
	}
	return body, nil
}

// DecodedShort wraps the body so that closing the result does not reach it.
//
//fresh:family R7
func (a *API) DecodedShort(ctx context.Context, encodings []string) (io.ReadCloser, error) {
	resp, err := a.get(ctx, "encoded") //oracle:leak flate readers hide it
	if err != nil {
		return nil, err
	}
	for range slices.Backward(encodings) {
		resp.Body = flate.NewReader(resp.Body)
	}
	return resp.Body, nil
}

// DecodedText reads through decoders, and closes what is at the bottom.
//
//fresh:family R7
func (a *API) DecodedText(ctx context.Context, encodings []string) (string, error) {
	resp, err := a.get(ctx, "encoded")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r io.Reader = resp.Body
	for range slices.Values(encodings) {
		r = flate.NewReader(r)
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

// First keeps the first of several answers that is good, found in a range over a function.
//
//fresh:family R7
func (a *API) First(ctx context.Context, names []string) (*http.Response, error) {
	var found *http.Response
	for _, name := range slices.All(names) {
		resp, err := a.get(ctx, name)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusOK {
			found = resp
			break
		}
		resp.Body.Close()
	}
	if found == nil {
		return nil, errors.New("none of them is good")
	}
	return found, nil
}

// FirstOf leaves those that are not.
//
//fresh:family R7
func (a *API) FirstOf(ctx context.Context, names []string) (*http.Response, error) {
	for _, name := range slices.All(names) {
		resp, err := a.get(ctx, name) //oracle:leak not good
		if err == nil && resp.StatusCode == http.StatusOK {
			return resp, nil
		}
	}
	return nil, errors.New("none of them is good")
}
