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
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 10 // want `^http\.DefaultTransport\.MaxIdleConnsPerHost in transports is assigned to, which changes what every package of the process sends$`
	if rt == nil {
		rt = http.DefaultTransport
	}
	return http.DefaultTransport.(*http.Transport).Clone()
}

// Changes.

func changedTransport(rt http.RoundTripper) {
	http.DefaultTransport = rt                                    // want `^http\.DefaultTransport in changedTransport is assigned to`
	*http.DefaultTransport.(*http.Transport) = http.Transport{}   // want `^http\.DefaultTransport in changedTransport is assigned to`
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost++ // want `^http\.DefaultTransport\.MaxIdleConnsPerHost in changedTransport is assigned to`
	if tr, ok := http.DefaultTransport.(*http.Transport); ok {
		tr.DisableKeepAlives = true // want `^http\.DefaultTransport\.DisableKeepAlives in changedTransport is assigned to`
	}
}

// Clean: put back, a clone, and a variable that may hold another transport.

func restoredTransport(rt http.RoundTripper) func() {
	old := http.DefaultTransport
	http.DefaultTransport = rt // want `^http\.DefaultTransport in restoredTransport is assigned to`
	return func() { http.DefaultTransport = old }
}

func ownTransport(tr *http.Transport) *http.Transport {
	base := http.DefaultTransport.(*http.Transport)
	if tr != nil {
		base = tr
	}
	base.MaxIdleConns = 1
	clone := http.DefaultTransport.(*http.Transport).Clone()
	clone.MaxIdleConns = 1
	return clone
}
