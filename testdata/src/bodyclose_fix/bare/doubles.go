package bare

import (
	"errors"
	"net/http"
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

func noContent(*http.Request) (*http.Response, error) {
	return &http.Response{Status: "204 No Content", StatusCode: http.StatusNoContent}, nil
}
