package run

import (
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
)

// hostSuffix ends the host names that stand for runs: each run has its own, so
// that a request belongs to its run whichever goroutine or client sends it.
const hostSuffix = ".oracle.test"

var errNoReply = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}

// A recorder is the transport under all clients of the fixtures. It asks the
// real transport and keeps an eye on each body it hands out.
type recorder struct {
	next   http.RoundTripper
	server string   // host and port
	dirs   []string // of the fixture packages, with a separator at the end

	mu      sync.Mutex
	hosts   map[string]*call
	current map[string]*call // by directory: for requests to servers of the fixture's own
}

func newRecorder(next http.RoundTripper, server string, dirs []string) *recorder {
	return &recorder{
		next: next, server: server, dirs: dirs,
		hosts: make(map[string]*call), current: make(map[string]*call),
	}
}

func (r *recorder) begin(c *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hosts[c.host] = c
	r.current[c.dir] = c
}

func (r *recorder) end(c *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.hosts, c.host)
	if r.current[c.dir] == c {
		delete(r.current, c.dir)
	}
}

// find returns the call that a request belongs to, nil if it is over.
func (r *recorder) find(req *http.Request, frames []Frame) *call {
	r.mu.Lock()
	defer r.mu.Unlock()
	host, _, _ := strings.Cut(req.URL.Host, ":")
	// A fixture may ask several hosts: b.17.oracle.test belongs to run 17.
	if name, ok := strings.CutSuffix(host, hostSuffix); ok {
		return r.hosts[name[strings.LastIndexByte(name, '.')+1:]+hostSuffix]
	}
	for _, f := range frames {
		if dir := r.dirOf(f.File); dir != "" {
			return r.current[dir]
		}
	}
	return nil
}

func (r *recorder) dirOf(file string) string {
	for _, dir := range r.dirs {
		if rest, ok := strings.CutPrefix(file, dir); ok && !strings.Contains(rest, "/") {
			return dir
		}
	}
	return ""
}

// RoundTrip implements [http.RoundTripper].
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	frames := r.frames()
	c := r.find(req, frames)
	if c == nil {
		return nil, closeRequest(req, errors.New("the run is over"))
	}
	out := req.Clone(req.Context())
	answer := c.nextAnswer()
	if answer == netError {
		return nil, closeRequest(req, errNoReply)
	}
	if strings.HasSuffix(req.URL.Hostname(), hostSuffix) {
		out.URL.Scheme, out.URL.Host = "http", r.server
		out.Header.Set(answerHeader, string(answer))
	}
	resp, err := r.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	if out.URL.Host != r.server {
		answer = answerOf(resp.StatusCode)
	}
	resp.Request = req
	resp.Body = c.watch(r, resp.Body, Body{
		Frames: frames, Answer: string(answer), Status: resp.StatusCode, Empty: bodiless(req.Method, resp.StatusCode),
	})
	return resp, nil
}

// bodiless reports whether an answer to the method with the status has no body, whatever the server sends.
func bodiless(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
}

// CloseIdleConnections lets Client.CloseIdleConnections reach the real transport.
func (r *recorder) CloseIdleConnections() {
	if t, ok := r.next.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func closeRequest(req *http.Request, err error) error {
	if req.Body != nil {
		_ = req.Body.Close()
	}
	return err
}

// frames returns the lines of fixtures on the stack, innermost first.
func (r *recorder) frames() []Frame {
	pcs := make([]uintptr, 64)
	it := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var frames []Frame
	for {
		f, more := it.Next()
		if r.dirOf(f.File) != "" {
			frames = append(frames, Frame{f.Function, f.File, f.Line})
		}
		if !more {
			return frames
		}
	}
}

// watched is a body under observation.
type watched struct {
	io.ReadCloser
	rec  *recorder
	call *call
	info Body // guarded by call.mu
}

// Read implements [io.Reader].
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		w.call.failed(w)
	}
	return n, err
}

// Close implements [io.Closer].
func (w *watched) Close() error {
	w.call.closed(w)
	return w.ReadCloser.Close()
}

// watchedWriter is a body that can be written to, as that of a 101 answer.
type watchedWriter struct {
	*watched
	io.Writer
}
