package kit

import (
	"bytes"
	"io"
	"net/http"
)

// A Performer sends a request.
type Performer interface {
	Perform(req *http.Request) (*http.Response, error)
}

// A Reader is a Performer that reads each response to its end.
type Reader struct{ Client *http.Client }

// Perform returns a response whose body is in memory.
func (r *Reader) Perform(req *http.Request) (*http.Response, error) {
	resp, err := r.Client.Do(req)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, err
}

// A Streamer sends a request.
type Streamer interface {
	Stream(req *http.Request) (*http.Response, error)
}

// Stream returns a response whose body is in memory.
func (r *Reader) Stream(req *http.Request) (*http.Response, error) { return r.Perform(req) }

// An Opener is a Streamer that is not a Reader.
type Opener struct{ Client *http.Client }

// Stream returns a response that is open.
func (o *Opener) Stream(req *http.Request) (*http.Response, error) { return o.Client.Do(req) }

// A Doer is what http.Client is.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// A Fake is a Doer that has nothing to send.
type Fake struct{}

// Do returns a response that was made up.
func (Fake) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}
