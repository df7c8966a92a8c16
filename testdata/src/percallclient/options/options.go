// Package options makes transports as its callers want them.
package options

import (
	"io"
	"net/http"
)

func get(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// build keeps no connection if it is told so.
func build(once bool) *http.Client {
	t := &http.Transport{}
	t.DisableKeepAlives = once
	return &http.Client{Transport: t}
}

func Kept(url string) error {
	return get(build(false), url) // want `^http\.Transport made by build in Kept is dropped with its pool`
}

func NotKept(url string) error { return get(build(true), url) }

// Asked does not know what it is told.
func Asked(url string, once bool) error { return get(build(once), url) }

func limited(perHost int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: perHost}}
}

func Some(url string) error {
	return get(limited(4), url) // want `^http\.Transport made by limited in Some is dropped with its pool`
}

func None(url string) error { return get(limited(-1), url) }

// fresh makes a transport in one of two places.
func fresh() *http.Transport {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t.Clone()
	}
	return &http.Transport{}
}

func Cloned(url string) error {
	return get(&http.Client{Transport: fresh()}, url) // want `made by fresh in Cloned is dropped with its pool`
}

var shared = &http.Transport{}

// perhaps makes a transport or returns the shared one.
func perhaps(own bool) *http.Transport {
	if own {
		return &http.Transport{}
	}
	return shared
}

func Perhaps(url string, own bool) error {
	return get(&http.Client{Transport: perhaps(own)}, url)
}
