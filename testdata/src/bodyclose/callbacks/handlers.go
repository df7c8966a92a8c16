package callbacks

import (
	"encoding/json"
	"io"
	"net/http"

	"bodyclose/callbacks/runner"
)

func client(c *http.Client) *runner.Client { return &runner.Client{HTTP: c} }

// given closes what it is given.
func given(c *http.Client, url string) (status string, err error) {
	err = client(c).Give(url, func(resp *http.Response) error {
		defer resp.Body.Close()
		status = resp.Status
		return nil
	})
	return status, err
}

func givenForgets(c *http.Client, url string) (status string, err error) {
	err = client(c).Give(url, func(resp *http.Response) error { // want "is never closed"
		status = resp.Status
		return nil
	})
	return status, err
}

func givenForgetsSome(c *http.Client, url string) error {
	return client(c).Give(url, func(resp *http.Response) error { // want "is not closed"
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return resp.Body.Close()
	})
}

// givenKept keeps it for the caller.
func givenKept(c *http.Client, url string) (body io.ReadCloser, err error) {
	err = client(c).Give(url, func(resp *http.Response) error {
		body = resp.Body
		return nil
	})
	return body, err
}

// givenResult returns what it is given.
func givenResult(c *http.Client, url string) (io.ReadCloser, error) {
	v, err := client(c).GiveResult(url, func(resp *http.Response, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		return resp.Body, nil
	})
	if err != nil {
		return nil, err
	}
	return v.(io.ReadCloser), nil
}

func givenResultForgets(c *http.Client, url string) (int, error) {
	v, err := client(c).GiveResult(url, func(resp *http.Response, err error) (any, error) { // want "is never closed"
		if err != nil {
			return nil, err
		}
		return resp.StatusCode, nil
	})
	if err != nil {
		return 0, err
	}
	return v.(int), nil
}

// givenOK is not given the status that it asks for.
func givenOK(c *http.Client, url string) error {
	return client(c).GiveOK(url, func(resp *http.Response) error {
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return resp.Body.Close()
	})
}

func givenOKForgets(c *http.Client, url string) error {
	return client(c).GiveOK(url, func(resp *http.Response) error { // want "is not closed"
		println(resp.Status)
		return nil
	})
}

// givenFailing leaves it to the callee if it fails.
func givenFailing(c *http.Client, url string) error {
	return client(c).GiveFailing(url, func(resp *http.Response) error {
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return resp.Body.Close()
	})
}

func givenFailingForgets(c *http.Client, url string) error {
	return client(c).GiveFailing(url, func(resp *http.Response) error { // want "is not closed"
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
		return nil
	})
}

// shown is closed by the callee.
func shown(c *http.Client, url string) (status string, err error) {
	err = client(c).Show(url, func(resp *http.Response) error {
		status = resp.Status
		return nil
	})
	return status, err
}

func noted(c *http.Client, url string) error {
	return client(c).GiveNoted(url, func(resp *http.Response) error { // want "is never closed"
		println(resp.ContentLength)
		return nil
	})
}

// unless is closed by the callee, as it is told.
func unless(c *http.Client, url string) error {
	return client(c).GiveUnless(url, true, func(resp *http.Response) error {
		println(resp.ContentLength)
		return nil
	})
}

func bodyGiven(c *http.Client, url string) error {
	return client(c).GiveBody(url, func(body io.ReadCloser) error {
		_, err := io.Copy(io.Discard, body)
		return errorOr(err, body.Close())
	})
}

func errorOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func bodyGivenForgets(c *http.Client, url string) error {
	return client(c).GiveBody(url, func(body io.ReadCloser) error { // want "is never closed"
		_, err := io.Copy(io.Discard, body)
		return err
	})
}

func readerGiven(c *http.Client, url string) error {
	return client(c).GiveReader(url, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
}

// named are functions with names.
func named(c *http.Client, url string) error {
	if err := client(c).Give(url, closeIt); err != nil {
		return err
	}
	if err := client(c).Give(url, printIt); err != nil { // want "is never closed"
		return err
	}
	return client(c).Give(url, (&page{}).decode)
}

func closeIt(resp *http.Response) error { return resp.Body.Close() }

func printIt(resp *http.Response) error {
	println(resp.Status)
	return nil
}

type page struct{ Total int }

func (p *page) decode(resp *http.Response) error {
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(p)
}

// An api has its own way to hand out responses.
type api struct {
	client *http.Client
	base   string
}

func (a *api) with(path string, handle func(*http.Response) error) error {
	resp, err := a.client.Get(a.base + path)
	if err != nil {
		return err
	}
	if handle == nil {
		return resp.Body.Close()
	}
	return handle(resp)
}

func (a *api) list(handle func(*http.Response) error) error { return a.with("/list", handle) }

func (a *api) names() error { return a.list(closeIt) }

func (a *api) count() (n int64, err error) {
	err = a.list(func(resp *http.Response) error { // want "is never closed"
		n = resp.ContentLength
		return nil
	})
	return n, err
}

func (a *api) nothing() error { return a.list(nil) }

func useAPI(c *http.Client, url string) error {
	a := &api{c, url}
	if err := a.names(); err != nil {
		return err
	}
	if _, err := a.count(); err != nil {
		return err
	}
	return a.nothing()
}
