// Package idletest counts the connections that clients keep idle, for the tests that run fixtures.
package idletest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// A Server counts the idle connections of its clients. It answers 204, so
// that a client has the connection back before it has the response.
type Server struct {
	*httptest.Server
	mu    sync.Mutex
	conns map[net.Conn]bool
}

// NewServer starts a server, which is closed when the test ends.
func NewServer(t *testing.T) *Server {
	s := &Server{conns: make(map[net.Conn]bool)}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	track := s.Config.ConnState
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if track != nil {
			track(c, state)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if state == http.StateClosed {
			delete(s.conns, c)
		} else {
			s.conns[c] = true
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// Idle returns the number of connections that are open some time after the
// requests are answered.
func (s *Server) Idle() int {
	time.Sleep(10 * time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// WaitFor waits until n connections are open, and stay so, after what is called
// name has run.
func (s *Server) WaitFor(t *testing.T, name string, n int) {
	t.Helper()
	const enough = 3
	steady, got := 0, 0
	for range 500 {
		if got = s.Idle(); got != n {
			steady = 0
		} else if steady++; n == 0 || steady == enough {
			return
		}
	}
	t.Errorf("%s: %d connection(s) are open, want %d", name, got, n)
}

// Reaches reports whether n connections or more are open, for a while at least.
func (s *Server) Reaches(n int) bool {
	const enough = 3
	steady := 0
	for range 20 {
		if s.Idle() < n {
			steady = 0
		} else if steady++; steady == enough {
			return true
		}
	}
	return false
}
