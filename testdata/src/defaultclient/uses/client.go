package uses

import (
	"context"
	"net/http"
	"time"
)

func sends(u string, req *http.Request) {
	http.DefaultClient.Get(u)    // want `^http\.DefaultClient\.Get in sends is the client of the whole process, and it has no timeout unless someone sets one$`
	http.DefaultClient.Do(req)   // want `^http\.DefaultClient\.Do in sends`
	(http.DefaultClient).Head(u) // want `^http\.DefaultClient\.Head in sends`
	(*http.DefaultClient).Get(u) // want `^http\.DefaultClient\.Get in sends`
	do := http.DefaultClient.Do  // want `^http\.DefaultClient\.Do in sends`
	do(req.WithContext(context.TODO()))
}

type api struct{ c *http.Client }

var shared = http.DefaultClient // want `^http\.DefaultClient at package level is the client`

type doer interface {
	Do(*http.Request) (*http.Response, error)
}

func handedOn(c *http.Client) *http.Client {
	a := &api{c: http.DefaultClient} // want `^http\.DefaultClient in handedOn`
	a.c = (http.DefaultClient)       // want `^http\.DefaultClient in handedOn`
	take(http.DefaultClient)         // want `^http\.DefaultClient in handedOn`
	var d doer = http.DefaultClient  // want `^http\.DefaultClient in handedOn`
	d.Do(nil)
	if c == nil {
		c = http.DefaultClient // want `^http\.DefaultClient in handedOn`
	}
	x, y := http.DefaultClient, c // want `^http\.DefaultClient in handedOn`
	take(x)
	take(y)
	return http.DefaultClient // want `^http\.DefaultClient in handedOn`
}

func take(*http.Client) {}

func (a *api) method() *http.Client {
	return func() *http.Client { return http.DefaultClient }() // want `^http\.DefaultClient in method`
}

// Clean: nothing is sent.

func compared(c *http.Client) bool {
	switch c {
	case http.DefaultClient:
		return true
	}
	switch http.DefaultClient {
	case c:
		return true
	}
	return c == http.DefaultClient || (http.DefaultClient) != c
}

// These send nothing, and change what others send.

func changed() {
	http.DefaultClient = client                             // want `^http\.DefaultClient in changed is assigned to, which changes what every package of the process sends$`
	http.DefaultClient.Timeout = time.Minute                // want `^http\.DefaultClient\.Timeout in changed is assigned to`
	*http.DefaultClient = http.Client{Timeout: time.Minute} // want `^http\.DefaultClient in changed is assigned to`
	http.DefaultClient, shared = client, client             // want `^http\.DefaultClient in changed is assigned to`
}

func changedAlias(rt http.RoundTripper) {
	c := http.DefaultClient
	c.Transport = rt // want `^http\.DefaultClient\.Transport in changedAlias is assigned to`
	d := c
	(*d).Timeout += time.Minute // want `^http\.DefaultClient\.Timeout in changedAlias is assigned to`
	c = client
}

func restored() func() {
	old := http.DefaultClient
	http.DefaultClient = client // want `^http\.DefaultClient in restored is assigned to`
	return func() {
		if old != client {
			http.DefaultClient = old
		}
	}
}

func restoredAndUsed(u string) func() {
	var old = http.DefaultClient // want `^http\.DefaultClient in restoredAndUsed`
	old.Get(u)
	http.DefaultClient = client // want `^http\.DefaultClient in restoredAndUsed is assigned to`
	return func() { http.DefaultClient = old }
}

func alias(u string) {
	c := http.DefaultClient // want `^http\.DefaultClient in alias is the client`
	c.Get(u)
	d := c
	d.Get(u)
}

func aliasRead() time.Duration {
	c := http.DefaultClient
	d := c
	d.CloseIdleConnections()
	return c.Timeout
}

func read() (http.RoundTripper, time.Duration) {
	_ = http.DefaultClient
	var _ = http.DefaultClient
	http.DefaultClient.CloseIdleConnections()
	own := *http.DefaultClient
	own.Timeout = time.Second
	return http.DefaultClient.Transport, http.DefaultClient.Timeout
}

func generic[T any](u string, _ T) error {
	_, err := http.DefaultClient.Get(u) // want `^http\.DefaultClient\.Get in generic`
	return err
}

var _ = generic[int]
