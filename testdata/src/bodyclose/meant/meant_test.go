package meant

import (
	"net/http"
	"testing"
)

const refused = "gopher://example.invalid/"

func wantError(t *testing.T, f func() error) {
	t.Helper()
	if err := f(); err == nil {
		t.Error("no error")
	}
}

func mustFail(t *testing.T, what string, f func() error) error {
	t.Helper()
	err := f()
	if err != nil {
		return err
	}
	t.Fatalf("%s did not fail", what)
	return nil
}

func logError(t *testing.T, f func() error) {
	t.Helper()
	if err := f(); err == nil {
		t.Log("no error")
	}
}

func testRefused(t *testing.T, c *http.Client) {
	wantError(t, func() error {
		_, err := c.Get(refused)
		return err
	})
}

func testRefusedTwice(t *testing.T, c *http.Client) {
	ask := func() error {
		resp, err := c.Get(refused)
		_ = resp
		return err
	}
	wantError(t, ask)
	if err := mustFail(t, "gopher", ask); err == nil {
		t.Error("nil")
	}
}

func testLogged(t *testing.T, c *http.Client, url string) {
	logError(t, func() error {
		_, err := c.Get(url) // want "is discarded"
		return err
	})
}

// testStatus makes an error of what is no error.
func testStatus(t *testing.T, c *http.Client, url string) {
	wantError(t, func() error {
		resp, err := c.Get(url) // want "is never closed"
		if err == nil && resp.StatusCode >= 0 {
			return http.ErrNotSupported
		}
		return err
	})
}

func testEarly(t *testing.T, c *http.Client, url string) {
	early = false
	defer func() { early = false }()
	if _, err := fetch(c, url); err != nil {
		t.Skip(err)
	}
}
