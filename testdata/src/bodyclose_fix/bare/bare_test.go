package bare

import (
	"errors"
	"net/http"
	"testing"

	"bodyclose_fix/doubles"
)

// statuses are what a double answers, one after another.
type statuses struct{ rest []*http.Response }

func (s *statuses) Do(*http.Request) (*http.Response, error) {
	if len(s.rest) == 0 {
		return nil, errors.New("no more")
	}
	next := s.rest[0]
	s.rest = s.rest[1:]
	return next, nil
}

func request(t *testing.T) *http.Request {
	req, err := http.NewRequest("GET", "http://127.0.0.1/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestByInterface(t *testing.T) {
	code, err := byInterface(&statuses{[]*http.Response{{StatusCode: 200}}}, request(t))
	if err != nil || code != 200 {
		t.Fatal(code, err)
	}
	code, err = byTransport(roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{Status: "204 No Content", StatusCode: 204}, nil
	}), request(t))
	if err != nil || code != 204 {
		t.Fatal(code, err)
	}
	code, err = byImported(doubles.StatusOnly(500), request(t))
	if err != nil || code != 500 {
		t.Fatal(code, err)
	}
	code, err = byFull(doubles.Text("x"), request(t))
	if err != nil || code != 200 {
		t.Fatal(code, err)
	}
}
