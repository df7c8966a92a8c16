// Package found has what was found in public code about helpers in other packages, cut down.
package found

import (
	"errors"
	"io"
	"net/http"

	"bodyclose_x/helpers"
)

// --- errors that others make ---

func madeError(c *http.Client, url string) (rc io.ReadCloser, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode == http.StatusNotFound {
		return nil, helpers.Errorf("not found: %s", url)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, helpers.Status(resp)
	}
	return resp.Body, nil
}

func wrappedError(c *http.Client, url string) (rc io.ReadCloser, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if _, err := io.CopyN(io.Discard, resp.Body, 1<<20); err != nil {
		return nil, helpers.Wrap(err, "read")
	}
	return resp.Body, nil
}

// errorOfSomebody relies on an error next to a nil body.
func errorOfSomebody(c *http.Client, url string) (rc io.ReadCloser, err error) {
	parse := []func(*http.Response) error{func(r *http.Response) error { return errors.New(r.Status) }}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return nil, parse[0](&http.Response{Status: resp.Status})
	}
	return resp.Body, nil
}

// forgottenError closes on errors, but returns none.
func forgottenError(c *http.Client, url string) (n int, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, nil
	}
	return 0, resp.Body.Close()
}

func testedElsewhere(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if helpers.Failed(err) {
		return err
	}
	return resp.Body.Close()
}

// --- variadic functions ---

func closeAll(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return helpers.CloseAll(resp.Body)
}

func closeAny(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	helpers.CloseAny(1, resp.Body)
	return nil
}

func printed(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	helpers.Print(url, resp)
	return nil
}

// --- results that others saw ---

func hooked(c *http.Client, url string) (int, error) {
	client := &helpers.Client{HTTP: c, Hook: func(*http.Response) {}}
	resp, err := client.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func hookedAndClosed(c *http.Client, url string) error {
	client := &helpers.Client{HTTP: c, Hook: func(*http.Response) {}}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func cached(c *http.Client, url string) (int, error) {
	client := &helpers.Client{HTTP: c}
	resp, err := client.Cached(url)
	if err != nil {
		return 0, err
	}
	defer client.Close()
	return resp.StatusCode, nil
}

// --- arrays and assertions ---

func arrayOfStructs(c *http.Client, urls []string) error {
	type item struct {
		resp *http.Response
		n    int
	}
	var items [2]item
	for i := range items {
		resp, err := c.Get(urls[0])
		if err != nil {
			for _, it := range items[:i] {
				it.resp.Body.Close()
			}
			return err
		}
		items[i] = item{resp, i}
	}
	for _, it := range items {
		it.resp.Body.Close()
	}
	return nil
}

func assertedBack(c *http.Client, url string) error {
	got, err := c.Get(url)
	if err != nil {
		return err
	}
	var a any = got
	if resp, ok := a.(*http.Response); ok {
		return resp.Body.Close()
	}
	return nil
}

// --- invokers ---

func appendFunc(c *http.Client, url string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer helpers.AppendFunc(&err, resp.Body.Close)
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func appendInvoke(c *http.Client, url string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer helpers.AppendInvoke(&err, helpers.Close(resp.Body))
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// --- a request in a literal that somebody else runs ---

func guarded(c *http.Client, url string) (int, error) {
	resp, err := helpers.Guarded(c, url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func guardedClosed(c *http.Client, url string) error {
	resp, err := helpers.Guarded(c, url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// --- a type that owns a body, from a function of which nothing else is known ---

func askedByField(c *http.Client, url string) (int, error) {
	api := helpers.API{Ask: helpers.Ask}
	return askAny(&api, c, url)
}

func askAny(api *helpers.API, c *http.Client, url string) (int, error) {
	a, err := api.Ask(c, url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return a.Code, nil
}

type asker interface {
	Ask(c *http.Client, url string) (*helpers.Answer, error)
}

type direct struct{}

func (direct) Ask(c *http.Client, url string) (*helpers.Answer, error) { return helpers.Ask(c, url) }

var askers = []asker{direct{}}

func askedByInterface(c *http.Client, url string) error {
	a, err := askers[0].Ask(c, url)
	if err != nil {
		return err
	}
	return a.Close()
}

func askedAndForgotten(c *http.Client, url string) (int, error) {
	a, err := askers[0].Ask(c, url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	if a.Code != http.StatusOK {
		return a.Code, nil
	}
	return 0, a.Close()
}
