package weather

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"time"
)

// A Proxy answers by asking somebody else.
type Proxy struct {
	client      *http.Client
	upstreamURL string
}

// ServeHTTP passes an answer on.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, p.upstreamURL+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	req.Header = r.Header.Clone()
	resp, err := p.client.Do(req)
	if err != nil {
		http.Error(w, "upstream: "+err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	for k, v := range resp.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(w, resp.Body); err != nil {
		slog.ErrorContext(r.Context(), "copy", "error", err)
	}
}

// ServeStatus tells the status of somebody else.
func ServeStatus(w http.ResponseWriter, r *http.Request, c *http.Client, targetURL string) {
	resp, err := c.Get(targetURL) //oracle:leak a bad one
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if resp.StatusCode != http.StatusOK {
		http.Error(w, resp.Status, http.StatusServiceUnavailable)
		return
	}
	resp.Body.Close()
	_ = json.NewEncoder(w).Encode(map[string]string{"status": "ok"})
}

// Warm fills caches, and logs what goes wrong.
func Warm(ctx context.Context, c *http.Client, urls ...string) {
	for _, u := range urls {
		start := time.Now()
		resp, err := c.Get(u)
		if err != nil {
			slog.WarnContext(ctx, "warm", "url", u, "error", err)
			continue
		}
		n, err := io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		slog.DebugContext(ctx, "warm", "bytes", n, "took", time.Since(start), "error", err)
	}
}

// Touch asks for all of them, and is content to have asked.
func Touch(ctx context.Context, c *http.Client, urls ...string) error {
	var errs []error
	for _, u := range urls {
		resp, err := c.Get(u) //oracle:leak a good one
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if resp.StatusCode >= http.StatusBadRequest {
			resp.Body.Close()
			errs = append(errs, fmt.Errorf("%s: %s", u, resp.Status))
		}
	}
	return errors.Join(errs...)
}

// Dump returns an answer as text.
func Dump(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := httputil.DumpResponse(resp, false)
	if err != nil {
		return "", err
	}
	return string(text), nil
}

// Follow goes where an answer points to.
func Follow(ctx context.Context, c *http.Client, startURL string) (*http.Response, error) {
	resp, err := c.Get(startURL)
	if err != nil {
		return nil, err
	}
	next := resp.Header.Get("X-Next")
	if next == "" {
		return resp, nil
	}
	resp.Body.Close()
	return c.Get(next)
}

// FollowOpen forgets where it came from.
func FollowOpen(ctx context.Context, c *http.Client, startURL string) (*http.Response, error) {
	resp, err := c.Get(startURL) //oracle:leak the answer that points on
	if err != nil {
		return nil, err
	}
	if resp.Header.Get("Content-Type") != "application/json" {
		return c.Get(startURL + "/next")
	}
	return resp, nil
}

// Poll waits until a job is done.
func Poll(ctx context.Context, c *http.Client, jobURL string) error {
	for range 3 {
		done, err := poll(c, jobURL)
		if done || err != nil {
			return err
		}
	}
	return errors.New("not done")
}

func poll(c *http.Client, jobURL string) (done bool, err error) {
	resp, err := c.Get(jobURL)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	var job struct{ Status string }
	if err := json.NewDecoder(resp.Body).Decode(&job); err != nil {
		return false, err
	}
	return job.Status == "done", nil
}
