// Package weather is the client of a forecast service, as most clients are: nothing in it belongs
// to a family of its own.
//
//fresh:family O
package weather

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

// A Forecast is a forecast.
type Forecast struct {
	ID     int      `json:"id"`
	Name   string   `json:"name"`
	Status string   `json:"status"`
	Items  []string `json:"items"`
}

// A Client asks for forecasts.
type Client struct {
	http    *http.Client
	baseURL string
	apiKey  string

	mu    sync.Mutex
	token string
	until time.Time
	cache map[string]*Forecast
}

func (c *Client) url(resource string, params url.Values) string {
	if params == nil {
		params = url.Values{}
	}
	params.Set("key", c.apiKey)
	return c.baseURL + "/" + resource + "?" + params.Encode()
}

// Today returns the forecast of today, from a cache if it is there.
func (c *Client) Today(ctx context.Context, place string) (*Forecast, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f, ok := c.cache[place]; ok {
		return f, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url("today", url.Values{"place": {place}}), nil)
	if err != nil {
		return nil, fmt.Errorf("today: %w", err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("today: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("today: unexpected status %s", resp.Status)
	}
	f := new(Forecast)
	if err := json.NewDecoder(resp.Body).Decode(f); err != nil {
		return nil, fmt.Errorf("today: %w", err)
	}
	c.cache[place] = f
	return f, nil
}

// Week checks the status before it defers.
func (c *Client) Week(ctx context.Context, place string) ([]string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url("week", url.Values{"place": {place}}), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req) //oracle:leak another status
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("no such place: %s", place)
	} else if resp.StatusCode >= 400 {
		b, _ := io.ReadAll(resp.Body)
		return nil, fmt.Errorf("week: %s: %s", resp.Status, b)
	}
	defer resp.Body.Close()
	var f Forecast
	return f.Items, json.NewDecoder(resp.Body).Decode(&f)
}

// Login gets a token, if the old one is too old.
func (c *Client) Login(ctx context.Context, user, password string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && time.Now().Before(c.until) {
		return c.token, nil
	}
	body, err := json.Marshal(map[string]string{"user": user, "password": password})
	if err != nil {
		return "", err
	}
	resp, err := c.http.Post(c.url("login", nil), "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(resp.Body)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return "", err
	}
	var answer struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return "", fmt.Errorf("login: %w", err)
	}
	c.token, c.until = answer.Token, time.Now().Add(time.Minute)
	return c.token, nil
}

// Logout does not care whether it works.
func (c *Client) Logout(ctx context.Context) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url("logout", nil), http.NoBody)
	if err != nil {
		return
	}
	_, _ = c.http.Do(req) //oracle:leak nobody looks
}

// Report sends an observation.
func (c *Client) Report(ctx context.Context, text string) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url("report", nil), strings.NewReader(text))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "text/plain")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := resp.Body.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	switch resp.StatusCode {
	case http.StatusOK, http.StatusCreated, http.StatusNoContent:
		return nil
	case http.StatusUnauthorized:
		return errors.New("report: log in first")
	}
	return fmt.Errorf("report: %s", resp.Status)
}

// Radar saves a picture.
func (c *Client) Radar(ctx context.Context, file string) error {
	resp, err := c.http.Get(c.url("radar.png", nil))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, resp.Body); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// Satellite saves one too, and closes where it thinks of it.
func (c *Client) Satellite(ctx context.Context, file string) error {
	resp, err := c.http.Get(c.url("satellite.png", nil)) //oracle:leak the picture cannot be saved
	if err != nil {
		return err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		resp.Body.Close()
		return err
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return fmt.Errorf("satellite: %w", err)
	}
	return resp.Body.Close()
}

// Stations asks again while the service is busy.
func (c *Client) Stations(ctx context.Context) ([]string, error) {
	for attempt := range 3 {
		resp, err := c.http.Get(c.url("stations", nil))
		if err != nil {
			return nil, err
		}
		if resp.StatusCode >= 500 {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			time.Sleep(time.Duration(attempt) * 10 * time.Microsecond)
			continue
		}
		var f Forecast
		err = json.NewDecoder(resp.Body).Decode(&f)
		resp.Body.Close()
		return f.Items, err
	}
	return nil, errors.New("stations: busy")
}

// Alerts does the same, and leaves the busy ones.
func (c *Client) Alerts(ctx context.Context) ([]string, error) {
	var last error
	for range 3 {
		resp, err := c.http.Get(c.url("alerts", nil)) //oracle:leak busy
		if err != nil {
			last = err
			continue
		}
		if resp.StatusCode >= 500 {
			last = errors.New(resp.Status)
			continue
		}
		defer resp.Body.Close()
		var f Forecast
		return f.Items, json.NewDecoder(resp.Body).Decode(&f)
	}
	return nil, last
}

// All asks for several places at the same time.
func (c *Client) All(ctx context.Context, urls []string) (map[string]string, error) {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
		out  = make(map[string]string)
	)
	for _, u := range urls {
		wg.Go(func() {
			name, err := c.one(ctx, u)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
				return
			}
			out[u] = name
		})
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func (c *Client) one(ctx context.Context, u string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return "", err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var f Forecast
	err = json.NewDecoder(resp.Body).Decode(&f)
	return f.Name, err
}
