package run

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"
)

// A call is one run under way.
type call struct {
	run      Run
	scenario Scenario
	dir      string // of the package
	host     string
	callers  atomic.Bool // the function has returned; what is closed now, its caller closes

	mu     sync.Mutex
	asked  int // number of requests
	bodies []*watched
}

func (c *call) nextAnswer() answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return c.scenario.answer(c.asked - 1)
}

// watch starts to observe a body.
func (c *call) watch(rec *recorder, body io.ReadCloser, info Body) io.ReadCloser {
	c.mu.Lock()
	defer c.mu.Unlock()
	info.State = Open
	for _, other := range c.bodies {
		if samePlace(other.info.Frames, info.Frames) && other.info.State == Open {
			info.Others++
			other.info.Overtaken = true
		}
	}
	w := &watched{ReadCloser: body, rec: rec, call: c, info: info}
	c.bodies = append(c.bodies, w)
	if rw, ok := body.(io.Writer); ok {
		return watchedWriter{w, rw}
	}
	return w
}

func (c *call) closed(w *watched) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.info.State != Open {
		return
	}
	w.info.State = Closed
	w.info.Closing = w.rec.frames()
	if c.callers.Load() {
		w.info.State = HandedOn
	}
}

func (c *call) failed(w *watched) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.info.Failing == nil {
		w.info.Failing = w.rec.frames()
	}
}

// open returns the number of bodies that are not closed yet.
func (c *call) open() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.bodies {
		if w.info.State == Open {
			n++
		}
	}
	return n
}

// finish returns the run and releases what was left open.
func (c *call) finish() Run {
	c.mu.Lock()
	bodies := c.bodies
	run := c.run
	run.Requests = c.asked
	for _, w := range bodies {
		run.Bodies = append(run.Bodies, w.info)
	}
	c.mu.Unlock()
	for _, w := range bodies {
		_ = w.ReadCloser.Close()
	}
	return run
}

// samePlace reports whether two bodies were acquired by the same chain of calls.
func samePlace(a, b []Frame) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// clientOf returns a client whose requests are recorded.
func clientOf(rt http.RoundTripper) *http.Client { return &http.Client{Transport: rt} }
