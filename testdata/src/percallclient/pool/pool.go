// Package pool closes idle connections that belong to everybody.
package pool

import (
	"net/http"
	"time"
)

// Clients that the test calls.
var Funcs = map[string]func(url string) error{"Deferred": Deferred, "Literal": Literal, "Explicit": Explicit, "Default": Default, "Own": Own, "Last": Last}

func Deferred(url string) error {
	c := &http.Client{Timeout: time.Minute}
	defer c.CloseIdleConnections() // want `^deferred CloseIdleConnections of the http\.Client in Deferred, which has no Transport of its own, closes the idle connections of http\.DefaultTransport for the whole process$`
	return get(c, url)
}

func Literal(url string) error {
	var c http.Client
	defer func() { // want `^deferred CloseIdleConnections of the http\.Client in Literal`
		c.CloseIdleConnections()
	}()
	return get(&c, url)
}

func Explicit(url string) error {
	c := &http.Client{Transport: http.DefaultTransport}
	defer c.CloseIdleConnections() // want `^deferred CloseIdleConnections of the http\.Client in Explicit`
	return get(c, url)
}

func Default(url string) error {
	defer http.DefaultClient.CloseIdleConnections() // want `^deferred CloseIdleConnections of the http\.DefaultClient in Default`
	return get(http.DefaultClient, url)
}

// Clean: a pool of its own, and a call that is not deferred.

func Own(url string) error {
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	return get(c, url)
}

func Last(url string) error {
	c := &http.Client{Timeout: time.Minute} // want `^http\.Client made in Last each time anew: nothing leaks`
	return get(c, url)
}

func given(url string, c *http.Client) error {
	defer c.CloseIdleConnections()
	return get(c, url)
}

func get(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// What else is its own does not matter.
func WithJar(url string, jar http.CookieJar) error {
	c := &http.Client{Jar: jar}
	defer c.CloseIdleConnections() // want `^deferred CloseIdleConnections of the http\.Client in WithJar`
	return get(c, url)
}
