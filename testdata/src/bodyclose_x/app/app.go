// Package app uses package lib.
package app

import (
	"bodyclose_x/lib"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/pkg/errors"
	"golang.org/x/sync/errgroup"
)

type item struct {
	Name string `json:"name"`
}

func closes(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer lib.Close(resp.Body)
	return nil
}

func drains(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	defer lib.Drain(resp.Body)
	return nil
}

func readAll(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return lib.ReadAll(resp)
}

func readBody(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return lib.ReadBody(resp)
}

func check(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if err := lib.Check(resp); err != nil {
		return nil, err
	}
	return lib.ReadAll(resp)
}

func checkForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	return lib.Check(resp)
}

func open(c *http.Client, url string) (int, error) {
	resp, err := lib.Open(c, url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func openForgets(c *http.Client, url string) (int, error) {
	resp, err := lib.Open(c, url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func openBodyForgets(c *http.Client, url string) (string, error) {
	body, err := lib.OpenBody(c, url) // want "is never closed"
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(body)
	return string(b), err
}

func openBody(c *http.Client, url string) (string, error) {
	body, err := lib.OpenBody(c, url)
	if err != nil {
		return "", err
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	return string(b), err
}

func fetch(c *http.Client, url string) (string, error) {
	resp, b, err := lib.Fetch(c, url)
	if err != nil {
		return "", err
	}
	return resp.Status + string(b), nil
}

func must(c *http.Client, url string) int {
	resp := lib.Must(c.Get(url))
	defer resp.Body.Close()
	return resp.StatusCode
}

func mustForgets(c *http.Client, url string) int {
	return lib.Must(c.Get(url)).StatusCode // want "is (never closed|discarded)"
}

func decode(c *http.Client, url string) (item, error) {
	resp, err := c.Get(url)
	if err != nil {
		return item{}, err
	}
	return lib.Decode[item](resp)
}

func wrapped(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err := lib.Wrap(err, "get"); err != nil {
		return err
	}
	return resp.Body.Close()
}

func wrappedByLibrary(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err = errors.Wrap(err, "get"); err != nil {
		return err
	}
	return errors.Wrapf(resp.Body.Close(), "close %s", url)
}

func wrappedForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return errors.Wrap(err, "get")
	}
	if resp.StatusCode != http.StatusOK {
		return errors.Errorf("status %d", resp.StatusCode)
	}
	return errors.Wrap(resp.Body.Close(), "close")
}

//oracle:exits when there is no answer
func exits(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		lib.Exit(err)
	}
	if resp.StatusCode != http.StatusOK {
		lib.Exit(fmt.Errorf("status %s", resp.Status))
	}
	resp.Body.Close()
}

func stream(c *http.Client, url string) (byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	s := lib.NewStream(resp)
	defer s.Close()
	return s.Next()
}

func streamForgets(c *http.Client, url string) (byte, error) {
	s, err := lib.OpenStream(c, url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	b, err := s.Next()
	if err != nil {
		return 0, err
	}
	return b, s.Close()
}

func streamReturned(c *http.Client, url string) (*lib.Stream, error) {
	return lib.OpenStream(c, url)
}

func wrapper(c *http.Client, url string) (int, error) {
	r, err := (&lib.Client{HC: c, Base: url}).Do("/item")
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	return r.Page, nil
}

func wrapperForgets(c *http.Client, url string) (int, error) {
	client := &lib.Client{HC: c, Base: url}
	r, err := client.Do("/item") // want "is never closed"
	if err != nil {
		return 0, err
	}
	return r.Page, nil
}

// called has nothing to close, and ignores the response.
func called(c *http.Client, url string) (it item, err error) {
	client := &lib.Client{HC: c, Base: url}
	_, err = client.Call("/item", &it)
	return it, err
}

func with(c *http.Client, url string) (code int, err error) {
	err = lib.With(c, url, func(resp *http.Response) error {
		code = resp.StatusCode
		return nil
	})
	return code, err
}

func grouped(ctx context.Context, c *http.Client, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
			if err != nil {
				return err
			}
			resp, err := c.Do(req)
			if err != nil {
				return err
			}
			defer lib.Close(resp.Body)
			return nil
		})
	}
	return g.Wait()
}

func groupedForgets(ctx context.Context, c *http.Client, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
			if err != nil {
				return err
			}
			resp, err := c.Do(req) // want "is not closed"
			if err != nil {
				return err
			}
			if resp.StatusCode >= 400 {
				return errors.Errorf("%s: %s", u, resp.Status)
			}
			return resp.Body.Close()
		})
	}
	return g.Wait()
}

// groupedCloses closes in the group what was opened before.
func groupedCloses(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.Go(func() error {
		_, err := lib.ReadAll(resp)
		return err
	})
	return g.Wait()
}
