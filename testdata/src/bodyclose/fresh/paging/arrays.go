package paging

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// Filled fills an array and closes it in another loop.
//
//fresh:family P7
func (l *Lister) Filled(ctx context.Context) (sum int64, err error) {
	var pages [3]*http.Response
	for i := range pages {
		pages[i], err = l.page(ctx, i)
		if err != nil {
			for _, p := range pages[:i] {
				p.Body.Close()
			}
			return 0, err
		}
	}
	for _, p := range pages {
		n, _ := io.Copy(io.Discard, p.Body)
		sum += n
		p.Body.Close()
	}
	return sum, nil
}

// FilledOpen leaves the others open when one fails.
//
//fresh:family P7
func (l *Lister) FilledOpen(ctx context.Context) (sum int64, err error) {
	var pages [3]*http.Response
	for i := range pages {
		if pages[i], err = l.page(ctx, i); err != nil { //oracle:leak those before the error
			return 0, fmt.Errorf("page %d: %w", i, err)
		}
	}
	for i := range pages {
		n, _ := io.Copy(io.Discard, pages[i].Body)
		sum += n
		pages[i].Body.Close()
	}
	return sum, nil
}

// Reversed closes a slice from its end.
//
//fresh:family P7
func (l *Lister) Reversed(ctx context.Context, n int) error {
	pages := make([]*http.Response, 0, n)
	var failure error
	for i := 0; i < n && failure == nil; i++ {
		resp, err := l.page(ctx, i)
		if err != nil {
			failure = err
			continue
		}
		pages = append(pages, resp)
	}
	for _, p := range slices.Backward(pages) {
		failure = errors.Join(failure, p.Body.Close())
	}
	return failure
}

// Bodies keeps bodies, and closes those with the even numbers.
//
//fresh:family P7
func (l *Lister) Bodies(ctx context.Context) error {
	var bodies []io.ReadCloser
	for i := range 3 {
		resp, err := l.page(ctx, i) //oracle:leak those with odd numbers
		if err != nil {
			break
		}
		bodies = append(bodies, resp.Body)
	}
	for i := 0; i < len(bodies); i += 2 {
		_ = bodies[i].Close()
	}
	return nil
}

// Decoded decodes page after page, keeping one open.
func (l *Lister) Decoded(ctx context.Context) (all []string, err error) {
	for n, more := 1, true; more && n < 5; n++ {
		resp, err := l.page(ctx, n)
		if err != nil {
			return nil, err
		}
		var p struct {
			Items []string
			Next  string
		}
		err = json.NewDecoder(resp.Body).Decode(&p)
		if cerr := resp.Body.Close(); err != nil || cerr != nil {
			return nil, errors.Join(err, cerr)
		}
		all, more = append(all, p.Items...), p.Next != ""
	}
	return all, nil
}

// DecodedStrict says which page was no good.
func (l *Lister) DecodedStrict(ctx context.Context) (all []string, err error) {
	for n, more := 1, true; more && n < 5; n++ {
		resp, err := l.page(ctx, n) //oracle:leak a page that cannot be decoded
		if err != nil {
			return nil, err
		}
		var p struct {
			Items []string
			Next  string
		}
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			return nil, fmt.Errorf("page %d: %w", n, err)
		}
		resp.Body.Close()
		all, more = append(all, p.Items...), p.Next != ""
	}
	return all, nil
}
