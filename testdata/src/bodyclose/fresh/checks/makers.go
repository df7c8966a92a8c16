package checks

import (
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// statusIs makes a check for one status.
//
//fresh:family R10
func statusIs(want int) func(*http.Response, error) (*http.Response, error) {
	return func(resp *http.Response, err error) (*http.Response, error) {
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != want {
			resp.Body.Close()
			return nil, fmt.Errorf("status %d, want %d", resp.StatusCode, want)
		}
		return resp, nil
	}
}

// Teams closes what the check lets through.
//
//fresh:family R10
func (s *Service) Teams(ctx context.Context) (int64, error) {
	resp, err := statusIs(http.StatusOK)(s.get(ctx, "teams"))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// HasTeams does not.
//
//fresh:family R10
func (s *Service) HasTeams(ctx context.Context) (bool, error) {
	resp, err := statusIs(http.StatusOK)(s.get(ctx, "teams")) //oracle:leak let through
	if err != nil {
		return false, err
	}
	return resp.ContentLength != 0, nil
}

// acceptable makes a check that only looks.
func acceptable(codes ...int) func(*http.Response) error {
	return func(resp *http.Response) error {
		for _, code := range codes {
			if resp.StatusCode == code {
				return nil
			}
		}
		return fmt.Errorf("unexpected status %s", resp.Status)
	}
}

// Avatar returns a picture, if the check finds nothing.
//
//fresh:family R10
func (s *Service) Avatar(ctx context.Context) (io.ReadCloser, error) {
	resp, err := s.get(ctx, "avatar") //oracle:leak the check only looked
	if err != nil {
		return nil, err
	}
	if err := acceptable(http.StatusOK, http.StatusNonAuthoritativeInfo)(resp); err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Emojis closes what the check does not like.
//
//fresh:family R10
func (s *Service) Emojis(ctx context.Context) (io.ReadCloser, error) {
	resp, err := s.get(ctx, "emojis")
	if err != nil {
		return nil, err
	}
	check := acceptable(http.StatusOK)
	if err := check(resp); err != nil {
		return nil, errors.Join(err, resp.Body.Close())
	}
	return resp.Body, nil
}

// An opener opens something, later.
type opener func() (io.ReadCloser, error)

func (s *Service) open(ctx context.Context, resource string) opener {
	return func() (io.ReadCloser, error) {
		resp, err := s.get(ctx, resource)
		if err != nil {
			return nil, err
		}
		return resp.Body, nil
	}
}

// Readme reads what an opener opens.
//
//fresh:family R10
func (s *Service) Readme(ctx context.Context) (string, error) {
	r, err := s.open(ctx, "readme")()
	if err != nil {
		return "", err
	}
	defer r.Close()
	var sb strings.Builder
	_, err = io.Copy(&sb, r)
	return sb.String(), err
}

// License reads it and leaves it.
//
//fresh:family R10
func (s *Service) License(ctx context.Context) (string, error) {
	r, err := s.open(ctx, "license")() //oracle:leak a function returned by a function
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

// unzipped looks as if it could be closed.
type unzipped struct {
	io.ReadCloser
	src io.ReadCloser
}

// Tarball returns an archive without what is around it. The Close of the result is flate's.
//
//fresh:family R10
func (s *Service) Tarball(ctx context.Context) (io.ReadCloser, error) {
	resp, err := s.get(ctx, "tarball") //oracle:leak an embedded Close does not reach src
	if err != nil {
		return nil, err
	}
	return &unzipped{flate.NewReader(resp.Body), resp.Body}, nil
}
