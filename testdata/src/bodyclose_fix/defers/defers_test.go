package defers

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestNever(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	resp, err := http.Get(srv.URL) // want "never closed"
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusNotFound {
		t.Error(resp.Status)
	}
}

func helper(tb testing.TB, c *http.Client, url string) int {
	tb.Helper()
	resp, err := c.Get(url) // want "never closed"
	if err != nil {
		tb.Fatalf("get: %v", err)
	}
	return resp.StatusCode
}
