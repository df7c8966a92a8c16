// Package refused tests requests that are meant to fail, and others.
//
//fresh:family P9
package refused

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

const unsupported = "gopher://example.invalid/"

func wantError(t *testing.T, what string, f func() error) {
	t.Helper()
	if err := f(); err == nil {
		t.Errorf("%s: no error", what)
	}
}

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Skipf("no answer: %v", err)
	}
}

func testUnsupported(t *testing.T, c *http.Client) {
	wantError(t, "scheme", func() error {
		_, err := c.Get(unsupported)
		return err
	})
}

func testCancelled(t *testing.T, c *http.Client, url string) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	wantNoError(t, err)
	req.URL.Scheme = "gopher"
	if _, err := c.Do(req); err == nil {
		t.Fatal("a cancelled request was answered")
	}
}

func testTable(t *testing.T, c *http.Client) {
	for _, test := range []struct {
		name, url, want string
	}{
		{"scheme", unsupported, "unsupported protocol"},
		{"no host", "http:///", "no Host"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := http.Get(test.url)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got error %v, want %q", err, test.want)
			}
		})
	}
}

func testAnswer(t *testing.T, c *http.Client, url string) {
	resp, err := c.Get(url)
	wantNoError(t, err)
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Log(err)
	}
}

func testStatus(t *testing.T, c *http.Client, url string) {
	resp, err := c.Get(url) //oracle:leak of a test
	wantNoError(t, err)
	t.Log(resp.Status)
}

func testHeader(t *testing.T, c *http.Client, url string) {
	wantHeader := func(key string) {
		t.Helper()
		resp, err := c.Get(url) //oracle:leak of a literal in a test
		wantNoError(t, err)
		if resp.Header.Get(key) == "" {
			t.Logf("no %s", key)
		}
	}
	wantHeader("Content-Type")
}

// breakDial makes requests fail; only tests set it.
var breakDial = true

func dial(c *http.Client, url string) error {
	if breakDial {
		return errors.New("broken on purpose")
	}
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func testBroken(t *testing.T, c *http.Client, url string) {
	wantError(t, "dial", func() error { return dial(c, url) })
}
