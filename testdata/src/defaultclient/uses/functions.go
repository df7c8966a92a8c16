// Package uses holds every way of sending through the client of the process, and
// the ways of naming it that send nothing.
package uses

import (
	"net/http"
	"net/url"
	"time"
)

func get(u string) (*http.Response, error) {
	return http.Get(u) // want `^http\.Get in get sends through http\.DefaultClient, which the whole process shares and which has no timeout unless someone sets one$`
}

func others(u string) {
	http.Head(u)                          // want `^http\.Head in others sends`
	http.Post(u, "text/plain", nil)       // want `^http\.Post in others sends`
	(http.PostForm)(u, url.Values{})      // want `^http\.PostForm in others sends`
	go http.Get(u)                        // want `^http\.Get in others sends`
	defer func() { _, _ = http.Get(u) }() // want `^http\.Get in others sends`
}

// Function values.

var fetch = http.Get // want `^http\.Get at package level sends`

type getter struct {
	get func(string) (*http.Response, error)
}

func values() []func(string) (*http.Response, error) {
	g := getter{get: http.Get} // want `http\.Get in values`
	call(http.Head)            // want `http\.Head in values`
	return []func(string) (*http.Response, error){
		g.get,
		(http.Get), // want `http\.Get in values`
	}
}

func call(func(string) (*http.Response, error)) {}

// Clean: a client of one's own.

var client = &http.Client{Timeout: 10 * time.Second}

func own(u string) (*http.Response, error) { return client.Get(u) }

// Clean: other functions by these names, and other functions of net/http.

type fake struct{}

func (fake) Get(string) (*http.Response, error) { return nil, nil }

func names(u string) {
	http := fake{}
	http.Get(u)
}

func headers(h http.Header) (string, *http.ServeMux) {
	http.Error(nil, "", http.StatusTeapot)
	return h.Get("Accept"), http.DefaultServeMux
}
