// Package fix holds the shapes that a fix meets.
package fix

import "net/http"

var empty = &http.Transport{} // want `has no IdleConnTimeout`

var single = &http.Transport{MaxIdleConns: 1} // want `has no IdleConnTimeout`

var broken = &http.Transport{ // want `has no IdleConnTimeout`
	// as it comes
}

var narrow = &http.Transport{ // want `has no IdleConnTimeout`
	MaxIdleConns: 10,
}

var wide = &http.Transport{ // want `has no IdleConnTimeout`
	MaxIdleConns:        10,
	MaxIdleConnsPerHost: 10,
}

var short = http.Client{
	Transport: &http.Transport{ // want `has no IdleConnTimeout`
		Proxy:        http.ProxyFromEnvironment,
		MaxIdleConns: 10,
	},
}

var apart = &http.Transport{ // want `has no IdleConnTimeout`
	Proxy: http.ProxyFromEnvironment,

	MaxIdleConns: 10,
}

var long = &http.Transport{ // want `has no IdleConnTimeout`
	OnProxyConnectResponse: nil,
	Proxy: func(*http.Request) (*url, error) {
		return nil, nil
	},
}

var above = &http.Transport{ // want `has no IdleConnTimeout`
	// as many as there are hosts
	MaxIdleConns: 10,
}

var behind = &http.Transport{ // want `has no IdleConnTimeout`
	MaxIdleConns:           10, // as many as there are hosts
	MaxResponseHeaderBytes: 1 << 20,
}

var packed = &http.Transport{MaxIdleConns: 10, // want `has no IdleConnTimeout`
	MaxConnsPerHost: 10}

var list = []*http.Transport{
	{},                 // want `has no IdleConnTimeout`
	{MaxIdleConns: 10}, // want `has no IdleConnTimeout`
}

var allocated = new(http.Transport) // want `has no IdleConnTimeout`

var declared http.Transport // want `has no IdleConnTimeout`

var (
	grouped http.Transport // want `has no IdleConnTimeout`
)

var zero = &http.Transport{
	IdleConnTimeout: 0, // want `set to 0`
}

func assigned() http.RoundTripper {
	tr := &http.Transport{}
	tr.IdleConnTimeout = 0 // want `set to 0`
	return tr
}

func branch(b bool) http.RoundTripper {
	tr := &http.Transport{} // want `on some paths only`
	if b {
		tr.DisableKeepAlives = true
	}
	return tr
}

func taken(time int) http.RoundTripper {
	return &http.Transport{MaxIdleConns: time} // want `has no IdleConnTimeout`
}
