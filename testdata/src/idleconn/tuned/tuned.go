// Package tuned gives its transports to functions of another package.
package tuned

import (
	"net/http"

	"idleconn/lib"
)

func limited() *http.Transport {
	tr := &http.Transport{}
	lib.Limit("x", tr)
	return tr
}

func limitedClient() *http.Client {
	c := &http.Client{Transport: &http.Transport{}}
	lib.LimitClient(c)
	return c
}

func limitedByMethod(o lib.Options) http.RoundTripper {
	var rt http.RoundTripper = &http.Transport{}
	o.Apply(rt)
	return rt
}

func used(set func(*http.Transport)) *http.Transport {
	tr := &http.Transport{}
	lib.Use(tr, set)
	return tr
}

func sized() *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr has no IdleConnTimeout`
	lib.Size(1, nil, tr)
	return tr
}

func wrapped() http.RoundTripper {
	return lib.Wrap(&http.Transport{}) // want `^http\.Transport made in wrapped has no IdleConnTimeout`
}
