// Package paging goes through lists that come in pages. Counters and flags say what is open.
//
//fresh:family P1
package paging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// A Lister lists.
type Lister struct {
	hc      *http.Client
	listURL string
}

func (l *Lister) page(ctx context.Context, n int) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.listURL+"?page="+strconv.Itoa(n), nil)
	if err != nil {
		return nil, err
	}
	return l.hc.Do(req)
}

// Last returns the last of n pages: the earlier ones are closed when the next is asked for.
func (l *Lister) Last(ctx context.Context, n int) (resp *http.Response, err error) {
	for i := 0; i < n; i++ {
		if i > 0 {
			resp.Body.Close()
		}
		resp, err = l.page(ctx, i)
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", i, err)
		}
	}
	return resp, nil
}

// LastOf does so with a constant.
func (l *Lister) LastOf(ctx context.Context) (code int, err error) {
	var resp *http.Response
	for i := 1; i <= 50; i++ {
		if i > 1 {
			resp.Body.Close()
		}
		if resp, err = l.page(ctx, i); err != nil {
			return 0, err
		}
		if resp.StatusCode != http.StatusOK {
			break
		}
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// LastSkipped counts from one, and tests for two.
func (l *Lister) LastSkipped(ctx context.Context) (code int, err error) {
	var resp *http.Response
	for i := 1; i <= 3; i++ {
		if i > 2 {
			resp.Body.Close()
		}
		if resp, err = l.page(ctx, i); err != nil { //oracle:leak the first page
			return 0, err
		}
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// Until asks until there is an answer, with a flag for the first round.
func (l *Lister) Until(ctx context.Context) (*http.Response, error) {
	first := true
	var resp *http.Response
	for attempt := 0; attempt < 4; attempt++ {
		if !first {
			resp.Body.Close()
		}
		first = false
		var err error
		resp, err = l.page(ctx, attempt)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusOK {
			return resp, nil
		}
	}
	resp.Body.Close()
	return nil, errors.New("no page")
}

// Attempts closes all but the last attempt, which is for the caller.
func (l *Lister) Attempts(ctx context.Context, most int) (resp *http.Response, err error) {
	for attempt := 1; ; attempt++ {
		resp, err = l.page(ctx, attempt)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < http.StatusInternalServerError || attempt == most {
			return resp, nil
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		time.Sleep(time.Duration(attempt) * 10 * time.Microsecond)
	}
}

// AttemptsOff does so one too early: what the last attempt got is lost.
func (l *Lister) AttemptsOff(ctx context.Context, most int) (*http.Response, error) {
	for attempt := 0; attempt < most; attempt++ {
		resp, err := l.page(ctx, attempt) //oracle:leak the last attempt
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < http.StatusInternalServerError {
			return resp, nil
		}
		if attempt < most-1 {
			resp.Body.Close()
		}
	}
	return nil, errors.New("no answer")
}

// Countdown counts down.
func (l *Lister) Countdown(ctx context.Context, left int) (code int, err error) {
	start := left
	var resp *http.Response
	for ; left > 0; left-- {
		if left != start {
			resp.Body.Close()
		}
		if resp, err = l.page(ctx, left); err != nil {
			return 0, err
		}
	}
	if resp == nil {
		return 0, nil
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// Ranged does so over a range.
func (l *Lister) Ranged(ctx context.Context, pages []string) (code int, err error) {
	var resp *http.Response
	for i := range pages {
		if i != 0 {
			resp.Body.Close()
		}
		if resp, err = l.page(ctx, i); err != nil {
			return 0, err
		}
		code = max(code, resp.StatusCode)
	}
	if len(pages) > 0 {
		resp.Body.Close()
	}
	return code, nil
}

// RangedOpen forgets the last one.
func (l *Lister) RangedOpen(ctx context.Context, pages []string) (code int, err error) {
	var resp *http.Response
	for i := range pages {
		if i != 0 {
			resp.Body.Close()
		}
		if resp, err = l.page(ctx, i); err != nil { //oracle:leak the last page
			return 0, err
		}
		code = max(code, resp.StatusCode)
	}
	return code, nil
}
