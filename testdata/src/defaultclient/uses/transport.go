package uses

import "net/http"

type logged struct{ base http.RoundTripper }

func (l logged) RoundTrip(req *http.Request) (*http.Response, error) {
	if l.base == nil {
		return http.DefaultTransport.RoundTrip(req) // want `^http\.DefaultTransport\.RoundTrip in RoundTrip sends through the transport of the whole process, past any client: no timeout of its own, no cookies, no redirects$`
	}
	return l.base.RoundTrip(req)
}

func past(req *http.Request) {
	(http.DefaultTransport).RoundTrip(req)                   // want `^http\.DefaultTransport\.RoundTrip in past`
	http.DefaultTransport.(*http.Transport).RoundTrip(req)   // want `^http\.DefaultTransport\.RoundTrip in past`
	(http.DefaultTransport.(*http.Transport)).RoundTrip(req) // want `^http\.DefaultTransport\.RoundTrip in past`
	send := http.DefaultTransport.RoundTrip                  // want `^http\.DefaultTransport\.RoundTrip in past`
	send(req)
}

// Clean: the pool of connections is there to be shared.

var pooled = &http.Client{Transport: http.DefaultTransport}

var wrapped = &http.Client{Transport: logged{http.DefaultTransport}}

func transports(rt http.RoundTripper) http.RoundTripper {
	if rt == http.DefaultTransport || http.DefaultTransport != rt {
		return rt
	}
	if tr, ok := http.DefaultTransport.(*http.Transport); ok {
		tr.CloseIdleConnections()
		http.DefaultTransport = tr
	}
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 10
	if rt == nil {
		rt = http.DefaultTransport
	}
	return http.DefaultTransport.(*http.Transport).Clone()
}
