// Package forms holds transports where no function could return them: it is read,
// not run.
package forms

import (
	"encoding/json"
	"log"
	"net/http"
	"time"
)

var client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 100}} // want `^http\.Transport in variable client has no`

var (
	zero          http.Transport // want `^http\.Transport in variable zero has no`
	first, second http.Transport // want `^http\.Transport in variable first has no` `^http\.Transport in variable second has no`
	list          = [...]http.Transport{
		{},                             // want `^http\.Transport in variable list has no`
		{IdleConnTimeout: time.Second}, // clean: each element is judged by itself
	}
	unset *http.Transport
)

var late http.Transport

func init() {
	late.IdleConnTimeout = time.Second
	unset = (&http.Transport{}) // want `^http\.Transport in variable unset has no`
}

type api struct {
	rt     http.RoundTripper
	tr     *http.Transport
	client *http.Client
	inline http.Transport
}

func newAPI(debug bool) *api {
	a := &api{rt: &http.Transport{}} // want `^http\.Transport in field rt has no`
	a.client = &http.Client{
		Transport: &http.Transport{}, // want `^http\.Transport in field client has no`
	}
	a.inline = http.Transport{} // want `^http\.Transport in field inline has no`
	return a
}

type pair struct {
	name string
	tr   http.Transport
}

func unkeyed() *pair {
	return &pair{
		"x",
		http.Transport{MaxIdleConns: 1}, // want `^http\.Transport in field tr has no`
	}
}

// Clean: tr is set by another function of the package.

func withTr() *api { return &api{tr: &http.Transport{}} }

func (a *api) limit(d time.Duration) { a.tr.IdleConnTimeout = d }

// Aliases are the type itself.

type Pool = http.Transport

type renamed = *Pool

func alias() http.RoundTripper {
	return &Pool{} // want `^http\.Transport returned by alias has no`
}

// A type of its own cannot send.

type own http.Transport

func defined() *own { return &own{} }

// Embedded transports.

type embedding struct {
	*http.Transport
	name string
}

func embedded() embedding {
	return embedding{&http.Transport{}, ""} // want `^http\.Transport in field Transport has no`
}

type embedding2 struct{ *http.Transport }

func embeddedSet() embedding2 {
	e := embedding2{&http.Transport{}}
	e.IdleConnTimeout = time.Second
	return e
}

// Wrappers get an http.RoundTripper and are not expected to configure it.

func wrap(rt http.RoundTripper) http.RoundTripper { return rt }

func wrapped(other func(http.RoundTripper) http.RoundTripper) http.RoundTripper {
	return wrap(other(&http.Transport{})) // want `^http\.Transport made in wrapped has no`
}

func wrappedHere() {
	wrap(http.RoundTripper(&http.Transport{})) // want `^http\.Transport in variable rt has no`
}

// Clean: who gets a *http.Transport, or anything at all, may configure it.

func configured(configure func(*http.Transport), data []byte) []http.RoundTripper {
	tr := &http.Transport{}
	configure(tr)
	var read http.Transport
	if err := json.Unmarshal(data, &read); err != nil {
		log.Print(err)
	}
	option(&http.Transport{})
	return []http.RoundTripper{tr, &read}
}

var option func(...*http.Transport)

// Generic functions.

func generic[T any](v T) (*http.Transport, T) {
	return &http.Transport{}, v // want `^http\.Transport returned by generic has no`
}

func set[T http.RoundTripper](rt T, tr *http.Transport) T {
	tr.IdleConnTimeout = time.Second
	return rt
}

func genericSet() {
	tr := &http.Transport{}
	set[http.RoundTripper](nil, tr)
}

// One branch.

func branch(b bool) *http.Transport {
	tr := &http.Transport{}
	if b {
		tr = &http.Transport{MaxIdleConns: 1} // want `^http\.Transport in variable tr gets a limit on some paths only`
	} else {
		tr.IdleConnTimeout = time.Second
	}
	return tr
}

func deep() func() http.RoundTripper {
	return func() http.RoundTripper {
		return &http.Transport{} // want `^http\.Transport returned by deep has no`
	}
}

// Clean: the function empties the pool. What lives longer keeps its connections
// until then.

func emptied(u string) {
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	(&http.Client{Transport: tr}).Head(u)
}

func emptiedByClient(u string) {
	c := &http.Client{Transport: &http.Transport{}}
	c.Head(u)
	c.CloseIdleConnections()
}

// Clean: it is there to be cloned.

func cloned(d time.Duration) *http.Transport {
	base := &http.Transport{MaxIdleConns: 1}
	tr := base.Clone()
	tr.IdleConnTimeout = d
	return tr
}

func clonedUnset() *http.Transport {
	base := &http.Transport{MaxIdleConns: 1} // want `^http\.Transport in variable base has no`
	return base.Clone()
}

// Copies.

func copied(d time.Duration) *http.Transport {
	var tr http.Transport
	other := tr
	other.IdleConnTimeout = d
	return &other
}

func copiedUnset() http.Transport {
	tr := http.Transport{} // want `^http\.Transport in variable tr has no`
	other := tr
	other.MaxIdleConns = 1
	return other
}

var array [2]http.Transport // want `^http\.Transport in variable array has no`

var arraySet [2]http.Transport

func init() {
	for i := range arraySet {
		arraySet[i].IdleConnTimeout = time.Second
	}
}

var byName = map[string]*http.Transport{
	"a": {}, // want `^http\.Transport in variable byName has no`
	"b": {IdleConnTimeout: time.Second},
}

type server struct{ proxy *http.Transport }

func newServer() *server {
	return &server{proxy: &http.Transport{}} // want `^http\.Transport in field proxy has no`
}

func (s *server) Close() { s.proxy.CloseIdleConnections() }

type pointer *http.Transport

type middleware func(http.RoundTripper) http.RoundTripper

func pointers(m middleware) []pointer {
	m(&http.Transport{}) // want `^http\.Transport made in pointers has no`
	return []pointer{
		{}, // want `^http\.Transport returned by pointers has no`
	}
}

func _() *http.Transport {
	return &http.Transport{} // want `^http\.Transport returned by _ has no`
}
