// Package bare has responses that may lack a body: a double in it, or one of another
// package, answers with a status alone. To close what is nil would end the program, so where such a double can
// be what sends, there is no fix.
package bare

import (
	"net/http"

	"bodyclose_fix/doubles"
)

type doer interface {
	Do(*http.Request) (*http.Response, error)
}

//oracle:norun takes an interface
func byInterface(d doer, req *http.Request) (int, error) {
	resp, err := d.Do(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

//oracle:norun takes an interface
func discarded(d doer, req *http.Request) {
	d.Do(req) // want "discarded"
}

type sender struct{ d doer }

// do is what stands between.
func (s sender) do(req *http.Request) (*http.Response, error) { return s.d.Do(req) }

//oracle:norun takes an interface
func byMethod(s sender, req *http.Request) (int, error) {
	resp, err := s.do(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

//oracle:norun takes an interface
func byTransport(t http.RoundTripper, req *http.Request) (int, error) {
	resp, err := t.RoundTrip(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

//oracle:norun takes an interface
func byOther(t http.RoundTripper, req *http.Request) (int, error) {
	resp, err := (&doubles.Client{Transport: t}).Send(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

type answerer interface {
	Answer(*http.Request) (*http.Response, error)
}

//oracle:norun takes an interface
func byImported(a answerer, req *http.Request) (int, error) {
	resp, err := a.Answer(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// A client of net/http puts an empty body where a transport has none.
func byClient(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

type replier interface {
	Reply(*http.Request) (*http.Response, error)
}

// All doubles of it have a body.
//
//oracle:norun takes an interface
func byFull(r replier, req *http.Request) (int, error) {
	resp, err := r.Reply(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
