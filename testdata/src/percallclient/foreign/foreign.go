// Package foreign uses the constructors of other packages. It does not run, for a program
// cannot import the packages that stand for those of others.
package foreign

import (
	"net/http"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
	"percallclient/lib"
)

func ping(url string) error {
	return lib.New().Ping(url) // want `^http\.Transport made by lib\.New in ping is dropped with its pool: each time it leaves an idle connection and two goroutines until the server closes it$`
}

func limited(url string) error {
	a, err := lib.NewLimited("x") // want `^http\.Transport made by lib\.NewLimited in limited is dropped .* for up to 30s$`
	if err != nil {
		return err
	}
	return a.Ping(a.Name() + url)
}

func clone(url string) error {
	return lib.Fetch(lib.NewClone(), url) // want `^clone of an http\.Transport made by lib\.NewClone in clone is dropped .* for up to 90s$`
}

func wrapped(url string) error {
	c := &http.Client{Transport: lib.Wrap(&http.Transport{})} // want `^http\.Transport made in wrapped is dropped`
	return lib.With("x", c).Ping(url)
}

func retried(url string) error {
	c := retryablehttp.NewClient() // want `^http\.Transport made by retryablehttp\.NewClient in retried is dropped with its pool: each time it leaves an idle connection and two goroutines for up to 90s$`
	c.Logger = nil
	c.RetryMax = 3
	c.HTTPClient.Timeout = 10
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func pooled(url string) error {
	return lib.Fetch(cleanhttp.DefaultPooledClient(), url) // want `^http\.Transport made by cleanhttp\.DefaultPooledClient in pooled is dropped .* for up to 90s$`
}

func pinged(url string) error {
	p := lib.NewPinger() // want `^http\.Transport made by lib\.NewPinger in pinged is dropped`
	return p.Ping(url)
}

func filled(url string) error {
	return lib.NewFilled().Ping(url) // want `^http\.Transport made by lib\.NewFilled in filled is dropped .* for up to 10s$`
}

func rested(url string) error {
	_, err := resty.New().R().SetHeader("a", "b").Get(url) // want `^http\.Transport made by resty\.New in rested is dropped .* for up to 90s$`
	return err
}

// Clean: closed, or a client of its own.

func restedAndClosed(url string) error {
	c := resty.New()
	defer c.GetClient().CloseIdleConnections()
	_, err := c.R().Get(url)
	return err
}

func restedWith(url string, hc *http.Client) error {
	_, err := resty.NewWithClient(hc).R().Get(url)
	return err
}

func shutDown(url string) error {
	p := lib.NewPinger()
	defer p.Shutdown()
	return p.Ping(url)
}

func closed(url string) error {
	a := lib.New()
	defer a.Close()
	return a.Ping(url)
}

func once(url string) error { return lib.Once(lib.NewClone(), url) }

func closedRetried(url string) error {
	c := retryablehttp.NewClient()
	defer c.HTTPClient.CloseIdleConnections()
	_, err := c.Get(url)
	return err
}

// Clean: kept, shared, without keep-alives, or with another client.

func kept(url string) error {
	a := lib.New()
	a.Keep()
	lib.NewKept().Ping(url)
	lib.Shared().Ping(url)
	lib.Fetch(cleanhttp.DefaultClient(), url)
	return a.Ping(url)
}

func replaced(url string) error {
	c := retryablehttp.NewClient()
	c.HTTPClient = http.DefaultClient
	_, err := c.Get(url)
	return err
}

func replacedTransport(url string) error {
	c := retryablehttp.NewClient()
	c.HTTPClient.Transport = http.DefaultTransport
	_, err := c.Get(url)
	return err
}

func off(url string) error {
	c := retryablehttp.NewClient()
	c.HTTPClient.Transport.(*http.Transport).DisableKeepAlives = true
	_, err := c.Get(url)
	return err
}

func returned(url string) *retryablehttp.Client {
	c := retryablehttp.NewClient()
	c.Get(url)
	return c
}

type server struct{ client *retryablehttp.Client }

func (s *server) lazy(url string) {
	if s.client == nil {
		s.client = retryablehttp.NewClient()
	}
	s.client.Get(url)
}

var shared = retryablehttp.NewClient()

func sharedGet(url string) { shared.Get(url) }
