// Package goroutines asks goleak, which knows nothing of response bodies, what
// five requests leave behind. It is a module of its own to keep goleak out of the
// project's.
package goroutines

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

const requests = 5

// readLoop is where a connection waits for the body to be read or closed.
const readLoop = "net/http.(*persistConn).readLoop"

// rows are the classic ways to treat a response. Idle connections are closed
// before goleak looks: what remains then remains for ever.
var rows = []struct {
	name string
	do   func(c *http.Client, url string) error
	leak bool
}{
	{"not read and not closed", func(c *http.Client, url string) error {
		_, err := c.Get(url)
		return err
	}, true},
	{"closed unread", func(c *http.Client, url string) error {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}, false},
	{"read and not closed", func(c *http.Client, url string) error {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}, false},
	{"read and closed", func(c *http.Client, url string) error {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}, false},
	{"status checked before the close", func(c *http.Client, url string) error {
		resp, err := c.Get(url + "/missing")
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return nil
		}
		return resp.Body.Close()
	}, true},
	{"HEAD and not closed", func(c *http.Client, url string) error {
		_, err := c.Head(url)
		return err
	}, false},
}

func newServer(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, "hello")
	}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return server.URL
}

func TestRows(t *testing.T) {
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			url := newServer(t)
			before := goleak.IgnoreCurrent()
			transport := new(http.Transport)
			for range requests {
				if err := row.do(&http.Client{Transport: transport}, url); err != nil {
					t.Fatal(err)
				}
			}
			transport.CloseIdleConnections()
			err := goleak.Find(before)
			if !row.leak {
				if err != nil {
					t.Errorf("goleak finds a leak where there is none: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("goleak finds nothing")
			}
			if n := strings.Count(err.Error(), "with "+readLoop+" on top of the stack"); n != requests {
				t.Errorf("goleak finds %d connections that wait, want %d: %v", n, requests, err)
			}
		})
	}
}

// TestIgnoringReadLoop shows what a recipe that is often copied does: to ignore
// readLoop is to ignore exactly the connections of leaked bodies, and not those
// that are idle.
func TestIgnoringReadLoop(t *testing.T) {
	url := newServer(t)
	before := goleak.IgnoreCurrent()
	transport := new(http.Transport)
	client := &http.Client{Transport: transport}
	if _, err := client.Get(url); err != nil {
		t.Fatal(err)
	}
	recipe := []goleak.Option{
		before,
		goleak.IgnoreTopFunction(readLoop),
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
		// The other end of the connection runs in this process, too.
		goleak.IgnoreAnyFunction("net/http.(*conn).serve"),
	}
	if err := goleak.Find(recipe...); err != nil {
		t.Errorf("the recipe does not hide the leak: %v", err)
	}
	// A body that is read leaves an idle connection: its readLoop waits below a
	// read of the network, so the recipe does not fit.
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if err := goleak.Find(recipe...); err == nil {
		t.Error("the recipe hides an idle connection")
	}
	transport.CloseIdleConnections()
}
