package tuned

import (
	"net/http"
	"net/http/httptest"
)

// The server closes the idle connections of its client when it is closed.
func toServer(h http.Handler) *httptest.Server {
	s := httptest.NewServer(h)
	tr := &http.Transport{}
	s.Client().Transport = tr
	return s
}

func toServersClient(s *httptest.Server) *http.Client {
	c := s.Client()
	c.Transport = &http.Transport{MaxIdleConns: 3}
	return c
}

// What was taken from the client is not what it has afterwards.
func toOther(s *httptest.Server) *http.Client {
	return &http.Client{
		Transport:     &http.Transport{}, // want `^http\.Transport returned by toOther has no IdleConnTimeout`
		CheckRedirect: s.Client().CheckRedirect,
	}
}
