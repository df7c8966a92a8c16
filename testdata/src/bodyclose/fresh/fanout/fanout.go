// Package fanout asks many hosts at once, and keeps their answers in slices, maps and channels.
//
//fresh:family R5
package fanout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// A Pool asks the hosts of a service.
type Pool struct {
	client *http.Client
	hosts  []string
}

func (p *Pool) get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("fanout: %w", err)
	}
	return p.client.Do(req)
}

// Agree reports whether all hosts give the same status.
func (p *Pool) Agree(ctx context.Context, urls []string) (bool, error) {
	var all []*http.Response
	for _, u := range urls {
		resp, err := p.get(ctx, u)
		if err != nil {
			closeAll(all)
			return false, err
		}
		all = append(all, resp)
	}
	defer closeAll(all)
	for _, resp := range all[1:] {
		if resp.StatusCode != all[0].StatusCode {
			return false, nil
		}
	}
	return true, nil
}

func closeAll(all []*http.Response) {
	for _, resp := range all {
		_ = resp.Body.Close()
	}
}

// Quorum reports whether most hosts are well.
func (p *Pool) Quorum(ctx context.Context, urls []string) (bool, error) {
	var all []*http.Response
	for _, u := range urls {
		resp, err := p.get(ctx, u) //oracle:leak those before the one that failed
		if err != nil {
			return false, fmt.Errorf("quorum: %w", err)
		}
		all = append(all, resp)
	}
	well := 0
	for _, resp := range all {
		if resp.StatusCode == http.StatusOK {
			well++
		}
		resp.Body.Close()
	}
	return well > len(urls)/2, nil
}

// ByStatus groups the hosts by status.
func (p *Pool) ByStatus(ctx context.Context, urls []string) map[int]int {
	answers := make(map[string]*http.Response)
	for _, u := range urls {
		if resp, err := p.get(ctx, u); err == nil { //oracle:leak the map ends with the function
			answers[u] = resp
		}
	}
	count := make(map[int]int)
	for _, resp := range answers {
		count[resp.StatusCode]++
	}
	return count
}

// ByLength groups the hosts by the length of what they say.
func (p *Pool) ByLength(ctx context.Context, urls []string) map[int64]int {
	answers := make(map[string]*http.Response)
	for _, u := range urls {
		if resp, err := p.get(ctx, u); err == nil {
			answers[u] = resp
		}
	}
	count := make(map[int64]int)
	for u, resp := range answers {
		n, _ := io.Copy(io.Discard, resp.Body)
		count[n]++
		_ = resp.Body.Close()
		delete(answers, u)
	}
	return count
}

// Pair compares two hosts.
func (p *Pool) Pair(ctx context.Context, leftURL, rightURL string) (same bool, err error) {
	var pair [2]*http.Response
	if pair[0], err = p.get(ctx, leftURL); err != nil {
		return false, err
	}
	defer pair[0].Body.Close()
	if pair[1], err = p.get(ctx, rightURL); err != nil {
		return false, err
	}
	defer pair[1].Body.Close()
	return pair[0].StatusCode == pair[1].StatusCode, nil
}

// PairUneven closes one of them.
func (p *Pool) PairUneven(ctx context.Context, leftURL, rightURL string) (same bool, err error) {
	var pair [2]*http.Response
	if pair[0], err = p.get(ctx, leftURL); err != nil { //oracle:leak the right one failed
		return false, err
	}
	if pair[1], err = p.get(ctx, rightURL); err != nil {
		return false, err
	}
	defer func() {
		pair[0].Body.Close()
		pair[1].Body.Close()
	}()
	return pair[0].StatusCode == pair[1].StatusCode, nil
}

// Merge reads all lists, one after the other, with clean-ups that run in the end.
func (p *Pool) Merge(ctx context.Context, urls []string) (items []string, err error) {
	var cleanups []func()
	defer func() {
		for _, clean := range cleanups {
			clean()
		}
	}()
	for _, u := range urls {
		resp, err := p.get(ctx, u)
		if err != nil {
			return nil, err
		}
		cleanups = append(cleanups, func() { resp.Body.Close() })
		var list struct{ Items []string }
		if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
			return nil, err
		}
		items = append(items, list.Items...)
	}
	return items, nil
}

// MergeStrict runs the clean-ups on errors only.
func (p *Pool) MergeStrict(ctx context.Context, urls []string) (items []string, err error) {
	var cleanups []func() error
	defer func() {
		if err == nil {
			return
		}
		for _, clean := range cleanups {
			err = errors.Join(err, clean())
		}
	}()
	for _, u := range urls {
		resp, err := p.get(ctx, u) //oracle:leak nothing cleans up after success
		if err != nil {
			return nil, err
		}
		cleanups = append(cleanups, resp.Body.Close)
		var list struct{ Items []string }
		if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
			return nil, err
		}
		items = append(items, list.Items...)
	}
	return items, nil
}

// keep adds an answer to a list and returns it as well.
func keep(list *[]*http.Response, resp *http.Response) *http.Response {
	*list = append(*list, resp)
	return resp
}

// Codes asks all hosts and lets a list own the answers.
func (p *Pool) Codes(ctx context.Context, urls []string) ([]int, error) {
	var open []*http.Response
	defer func() { closeAll(open) }()
	var codes []int
	for _, u := range urls {
		resp, err := p.get(ctx, u)
		if err != nil {
			return codes, err
		}
		codes = append(codes, keep(&open, resp).StatusCode)
	}
	return codes, nil
}

// CodesKept keeps the answers in a list that nobody looks at again.
func (p *Pool) CodesKept(ctx context.Context, urls []string) ([]int, error) {
	var open []*http.Response
	var codes []int
	for _, u := range urls {
		resp, err := p.get(ctx, u) //oracle:leak the list is forgotten
		if err != nil {
			return codes, err
		}
		codes = append(codes, keep(&open, resp).StatusCode)
	}
	return codes, nil
}

// A result is what a goroutine found.
type result struct {
	url  string
	resp *http.Response
	err  error
}

// All asks all hosts at the same time and looks at each answer.
func (p *Pool) All(ctx context.Context, urls []string) (codes map[string]int, err error) {
	results := make(chan result, len(urls))
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Go(func() {
			resp, err := p.get(ctx, u)
			results <- result{u, resp, err}
		})
	}
	wg.Wait()
	close(results)
	codes = make(map[string]int)
	for r := range results {
		if r.err != nil {
			err = errors.Join(err, r.err)
			continue
		}
		codes[r.url] = r.resp.StatusCode
		r.resp.Body.Close()
	}
	return codes, err
}

// AllStrict gives up at the first answer that is no good.
func (p *Pool) AllStrict(ctx context.Context, urls []string) (codes map[string]int, err error) {
	results := make(chan result, len(urls))
	for _, u := range urls {
		go func() {
			resp, err := p.get(ctx, u) //oracle:leak what comes after the first bad one
			results <- result{url: u, resp: resp, err: err}
		}()
	}
	codes = make(map[string]int)
	for range urls {
		r := <-results
		if r.err != nil {
			return nil, r.err
		}
		code := r.resp.StatusCode
		r.resp.Body.Close()
		if code != http.StatusOK {
			return nil, fmt.Errorf("%s: status %d", r.url, code)
		}
		codes[r.url] = code
	}
	return codes, nil
}
