// Package accounts is a service of the SDK: it sees the transports of package core as interfaces.
//
//fresh:family P6
package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"bodyclose/fresh/core"
)

// A Service knows accounts.
type Service struct {
	HC      *http.Client
	BaseURL string
}

func (s *Service) transport() core.Transport { return &core.Buffered{Client: s.HC} }

func (s *Service) doer() core.Doer { return core.Reader{Client: s.HC} }

func (s *Service) sender() core.Sender { return &core.Direct{Client: s.HC} }

func (s *Service) opener() core.Opener { return &core.Plain{Client: s.HC} }

// Name returns the name of the account.
func (s *Service) Name(ctx context.Context) (string, error) {
	resp, err := s.transport().Send(ctx, &core.Operation{Method: http.MethodGet, URL: s.BaseURL})
	if err != nil {
		return "", err
	}
	if resp.HTTP.StatusCode != http.StatusOK {
		return "", fmt.Errorf("name: %s", resp.HTTP.Status)
	}
	var account struct{ Name string }
	err = json.Unmarshal(resp.Body, &account)
	return account.Name, err
}

// Raw returns what the transport read.
func (s *Service) Raw(ctx context.Context) (string, error) {
	resp, err := s.transport().Send(ctx, &core.Operation{Method: http.MethodGet, URL: s.BaseURL + "/raw"})
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(resp.HTTP.Body)
	return string(text), err
}

// Limit exchanges.
func (s *Service) Limit(ctx context.Context) (int, error) {
	var limit struct{ Total int }
	resp, err := core.Exchange(ctx, s.doer(), s.BaseURL, &limit)
	if err != nil {
		return 0, err
	}
	if resp.Header.Get("X-Unlimited") != "" {
		return -1, nil
	}
	return limit.Total, nil
}

// LimitOpen exchanges by a client that does not read ahead.
func (s *Service) LimitOpen(ctx context.Context) (int, error) {
	var limit struct{ Total int }
	_, err := core.Exchange(ctx, s.HC, s.BaseURL, &limit) //oracle:leak a plain client leaves it open
	if err != nil {
		return 0, err
	}
	return limit.Total, nil
}

// Status asks an interface of the SDK directly.
func (s *Service) Status(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.BaseURL, nil)
	if err != nil {
		return 0, err
	}
	resp, err := s.doer().Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Balance takes the bytes, and the status from the response.
func (s *Service) Balance(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.BaseURL+"/balance", nil)
	if err != nil {
		return nil, err
	}
	data, resp, err := s.sender().SendBytes(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("balance: %s: %.60s", resp.Status, data)
	}
	return data, nil
}

// Statement copies a stream.
func (s *Service) Statement(ctx context.Context, w io.Writer) error {
	resp, err := s.opener().Open(ctx, s.BaseURL+"/statement")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}

// HasStatement opens one to see whether it is there.
func (s *Service) HasStatement(ctx context.Context) (bool, error) {
	resp, err := s.opener().Open(ctx, s.BaseURL+"/statement") //oracle:leak an open stream
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}
