// Package inventory is a client on top of restkit: the callee is in another package.
//
//fresh:family R1
package inventory

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"bodyclose/fresh/restkit"
)

// A Service is the inventory service.
type Service struct {
	HC      *http.Client
	BaseURL string
}

func (s *Service) kit() *restkit.Client { return restkit.New(s.HC, s.BaseURL) }

func (s *Service) request(ctx context.Context, method string) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, method, s.BaseURL+"/items", nil)
}

// An Item is what the service counts.
type Item struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// Get returns an item.
//
//fresh:family P2
func (s *Service) Get(ctx context.Context) (*Item, error) {
	var item Item
	_, err := s.kit().CallJSON(ctx, &restkit.Opts{Method: http.MethodGet}, nil, &item)
	if err != nil {
		return nil, fmt.Errorf("get item: %w", err)
	}
	return &item, nil
}

// Reserve reserves an item; the service answers with the reservation, which is of no use.
func (s *Service) Reserve(ctx context.Context, name string) error {
	opts := &restkit.Opts{Method: http.MethodPost}
	_, err := s.kit().CallJSON(ctx, opts, Item{Name: name}, nil) //oracle:leak neither out nor NoResponse
	if err != nil {
		return fmt.Errorf("reserve %s: %w", name, err)
	}
	return nil
}

// Release gives a reservation back.
//
//fresh:family P2
func (s *Service) Release(ctx context.Context, name string) error {
	opts := restkit.Opts{Method: http.MethodDelete, NoResponse: true, Header: map[string]string{"X-Item": name}}
	_, err := s.kit().Call(ctx, &opts)
	return err
}

// Etag returns the tag of the list of items.
func (s *Service) Etag(ctx context.Context) (string, error) {
	resp, err := s.kit().Call(ctx, &restkit.Opts{IgnoreHTTP: true}) //oracle:leak the answer was not refused
	if err != nil {
		return "", err
	}
	return resp.Header.Get("ETag"), nil
}

// Dump writes all items to w.
//
//fresh:family P2
func (s *Service) Dump(ctx context.Context, w io.Writer) (err error) {
	resp, err := s.kit().Call(ctx, &restkit.Opts{Header: map[string]string{"Accept": "text/csv"}})
	if err != nil {
		return err
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = io.Copy(w, resp.Body)
	return err
}

// Sync asks for items and decodes them by itself.
func (s *Service) Sync(ctx context.Context) ([]Item, error) {
	req, err := s.request(ctx, http.MethodGet)
	if err != nil {
		return nil, err
	}
	resp, err := restkit.Do(s.HC, req, nil) //oracle:leak returned when the status is not 200
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("sync: unexpected %s", resp.Status)
	}
	defer resp.Body.Close()
	var list struct{ Entries []Item }
	return list.Entries, json.NewDecoder(resp.Body).Decode(&list)
}

// Report returns the report as text.
//
//fresh:family P2
func (s *Service) Report(ctx context.Context) (string, error) {
	req, err := s.request(ctx, http.MethodGet)
	if err != nil {
		return "", err
	}
	var buf bytes.Buffer
	resp, err := restkit.Do(s.HC, req, &buf)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("report: %s: %.80q", resp.Status, buf.String())
	}
	return buf.String(), nil
}

// Trigger starts a count.
func (s *Service) Trigger(ctx context.Context) error {
	req, err := s.request(ctx, http.MethodPost)
	if err != nil {
		return err
	}
	_, err = restkit.Do(s.HC, req, nil) //oracle:leak nil leaves it open
	return err
}

// Warm fills the caches of the service.
//
//fresh:family P2
func (s *Service) Warm(ctx context.Context) error {
	resp, err := restkit.Fetch(ctx, s.HC, s.BaseURL, true)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		return fmt.Errorf("warm: %s", resp.Status)
	}
	return nil
}

// Size returns the size that the service announces.
func (s *Service) Size(ctx context.Context) (int64, error) {
	resp, err := restkit.Fetch(ctx, s.HC, s.BaseURL, false) //oracle:leak not discarded, not closed
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// Status uses a client that keeps nothing open.
//
//fresh:family P2
func (s *Service) Status(ctx context.Context) (int, error) {
	req, err := s.request(ctx, http.MethodGet)
	if err != nil {
		return 0, err
	}
	kit := restkit.Client{HTTP: s.HC, RootURL: s.BaseURL}
	resp, err := kit.Send(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// StatusOpen uses one that does.
func (s *Service) StatusOpen(ctx context.Context) (int, error) {
	req, err := s.request(ctx, http.MethodGet)
	if err != nil {
		return 0, err
	}
	kit := &restkit.Client{HTTP: s.HC, RootURL: s.BaseURL, KeepOpen: true}
	resp, err := kit.Send(req) //oracle:leak the field of the receiver says so
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
