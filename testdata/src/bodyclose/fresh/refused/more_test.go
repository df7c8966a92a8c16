package refused

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// failing wants a function to fail, and returns its error.
func failing(t *testing.T, send func(*http.Request) (*http.Response, error), req *http.Request) error {
	t.Helper()
	_, err := send(req)
	if err == nil {
		t.Fatalf("%s was answered", req.URL)
	}
	return err
}

func badRequest(t *testing.T) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, unsupported, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func testSent(t *testing.T, c *http.Client) {
	if err := failing(t, c.Do, badRequest(t)); !strings.Contains(err.Error(), "gopher") {
		t.Error(err)
	}
}

func testJoined(t *testing.T, c *http.Client) {
	_, first := c.Do(badRequest(t))
	_, second := c.Head(unsupported)
	if first == nil || second == nil {
		t.Fatal("no error:", errors.Join(first, second))
	}
}

func testBoth(t *testing.T, c *http.Client, url string) {
	if _, err := c.Do(badRequest(t)); err == nil {
		t.Fatal("no error")
	}
	resp, err := c.Get(url) //oracle:leak after a request that has to fail, one that has not
	if err != nil {
		t.Skip(err)
	}
	if resp.StatusCode == http.StatusTeapot {
		t.Error("a teapot")
	}
}

func testFetch(t *testing.T, c *http.Client, url string) {
	codes := 0
	onAnswer = func(resp *http.Response) { codes += resp.StatusCode }
	defer func() { onAnswer = nil }()
	if _, err := Fetch(c, url); err != nil {
		t.Skip(err)
	}
	if codes == 0 {
		t.Error("not called")
	}
}
