// Package gather asks several services and puts their answers together, in groups, once, and
// in single flights.
//
//fresh:family R2
package gather

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
)

func fetch(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("gather: %w", err)
	}
	return c.Do(req)
}

// Both asks for a profile and its picture at the same time.
func Both(ctx context.Context, c *http.Client, profileURL, pictureURL string) ([]byte, []byte, error) {
	var profile, picture *http.Response
	var g errgroup.Group
	g.Go(func() (err error) {
		profile, err = fetch(ctx, c, profileURL) //oracle:leak there is no picture
		return err
	})
	g.Go(func() (err error) {
		picture, err = fetch(ctx, c, pictureURL) //oracle:leak the profile could not be read
		if err == nil && picture.StatusCode == http.StatusNotFound {
			picture.Body.Close()
			return errors.New("no picture")
		}
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	defer profile.Body.Close()
	first, err := io.ReadAll(profile.Body)
	if err != nil {
		return nil, nil, err
	}
	defer picture.Body.Close()
	second, err := io.ReadAll(picture.Body)
	return first, second, err
}

// BothClosed does the same and closes what arrived.
func BothClosed(ctx context.Context, c *http.Client, profileURL, pictureURL string) (ok bool, err error) {
	var profile, picture *http.Response
	var g errgroup.Group
	g.Go(func() (err error) {
		profile, err = fetch(ctx, c, profileURL)
		return err
	})
	g.Go(func() (err error) {
		picture, err = fetch(ctx, c, pictureURL)
		return err
	})
	err = g.Wait()
	for _, resp := range []*http.Response{profile, picture} {
		if resp != nil {
			defer resp.Body.Close()
		}
	}
	if err != nil {
		return false, err
	}
	return profile.StatusCode == picture.StatusCode, nil
}

// Statuses asks all and closes in the goroutines.
func Statuses(ctx context.Context, c *http.Client, urls []string) ([]int, error) {
	codes := make([]int, len(urls))
	g, ctx := errgroup.WithContext(ctx)
	for i, u := range urls {
		g.Go(func() error {
			resp, err := fetch(ctx, c, u)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			codes[i] = resp.StatusCode
			return nil
		})
	}
	return codes, g.Wait()
}

// Lengths does the same with an early return.
func Lengths(ctx context.Context, c *http.Client, urls []string) (total int64, err error) {
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error {
			resp, err := fetch(ctx, c, u) //oracle:leak an answer without a length is an error
			if err != nil {
				return err
			}
			if resp.ContentLength < 0 {
				return fmt.Errorf("%s: unknown length", u)
			}
			mu.Lock()
			total += resp.ContentLength
			mu.Unlock()
			return resp.Body.Close()
		})
	}
	return total, g.Wait()
}

// A Directory knows where the services are. It is loaded once.
type Directory struct {
	hc      *http.Client
	seedURL string
	once    sync.Once
	flights singleflight.Group
	names   []string
	err     error
}

func (d *Directory) load() {
	resp, err := d.hc.Get(d.seedURL)
	if err != nil {
		d.err = err
		return
	}
	defer resp.Body.Close()
	var list struct {
		Items []string `json:"items"`
	}
	d.err = json.NewDecoder(resp.Body).Decode(&list)
	d.names = list.Items
}

// Names returns the names of all services.
func (d *Directory) Names() ([]string, error) {
	d.once.Do(d.load)
	return d.names, d.err
}

// Reachable asks once whether there is somebody at the other end.
func (d *Directory) Reachable() bool {
	var resp *http.Response
	var err error
	d.once.Do(func() {
		resp, err = d.hc.Get(d.seedURL) //oracle:leak known by this function only
	})
	return err == nil && resp != nil && resp.StatusCode < http.StatusInternalServerError
}

// ReachableClosed closes what it got.
func (d *Directory) ReachableClosed() (ok bool) {
	var resp *http.Response
	d.once.Do(func() {
		var err error
		if resp, err = d.hc.Get(d.seedURL); err != nil {
			resp = nil
		}
	})
	if resp == nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Lookup asks for the address of a service, one question at a time.
func (d *Directory) Lookup(ctx context.Context, name string) (string, error) {
	v, err, _ := d.flights.Do(name, func() (any, error) {
		resp, err := fetch(ctx, d.hc, d.seedURL+"/"+name)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return string(b), err
	})
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

// LookupStrict refuses answers before it reads them.
func (d *Directory) LookupStrict(ctx context.Context, name string) (string, error) {
	v, err, _ := d.flights.Do(name, func() (any, error) {
		resp, err := fetch(ctx, d.hc, d.seedURL+"/"+name) //oracle:leak refused
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusOK {
			return nil, errors.New("no such service")
		}
		defer resp.Body.Close()
		return io.ReadAll(resp.Body)
	})
	if err != nil {
		return "", err
	}
	b, _ := v.([]byte)
	return string(b), nil
}
