package ends

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, `{"ok":true}`)
	})
}

func TestFatalf(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %s", resp.Status)
	}
	resp.Body.Close()
}

// TestErrorf goes on after Errorf: what follows is another return.
func TestErrorf(t *testing.T) {
	for _, h := range []http.Handler{handler(), http.NotFoundHandler()} {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		t.Run("", func(t *testing.T) {
			resp, err := http.Get(srv.URL) // want "is not closed"
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != http.StatusOK {
				t.Errorf("status %s, body %q", resp.Status, b)
				return
			}
			resp.Body.Close()
		})
	}
}

func TestCleanup(t *testing.T) {
	srv := httptest.NewServer(handler())
	t.Cleanup(srv.Close)
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	var v struct{ OK bool }
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		t.Errorf("decode: %v", err)
	}
}

func TestForgotten(t *testing.T) {
	srv := httptest.NewServer(handler())
	t.Cleanup(srv.Close)
	resp, err := http.Get(srv.URL) // want "is never closed"
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Error(resp.Status)
	}
}

// fetch closes when the test ends, so its callers need not.
func fetch(t *testing.T, url string) *http.Response {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// open leaves that to its callers.
func open(t *testing.T, url string) *http.Response {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func TestFetch(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	if resp := fetch(t, srv.URL); resp.StatusCode != http.StatusOK {
		t.Error(resp.Status)
	}
}

func TestOpen(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	if resp := open(t, srv.URL); resp.StatusCode != http.StatusOK { // want "is never closed"
		t.Error(resp.Status)
	}
}

func TestOpenClosed(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	resp := open(t, srv.URL)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Error(resp.Status)
	}
}

func TestTable(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	for _, path := range []string{"/a", "/b"} {
		t.Run(path, func(t *testing.T) {
			resp, err := http.Get(srv.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Error(resp.Status)
			}
		})
	}
}

func TestTableForgets(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	for _, path := range []string{"/a", "/b"} {
		t.Run(path, func(t *testing.T) {
			resp, err := http.Get(srv.URL + path) // want "is never closed"
			if err != nil {
				t.Fatal(err)
			}
			if got := resp.Header.Get("Content-Length"); got == "" {
				t.Error("no length")
			}
		})
	}
}

// TestWantsError is about a request that fails.
func TestWantsError(t *testing.T) {
	srv := httptest.NewServer(handler())
	srv.Close()
	resp, err := http.Get(srv.URL)
	if err == nil {
		t.Fatalf("got %s, want an error", resp.Status)
	}
}

// noError is like assert.NoError: it reports and goes on.
func noError(t testing.TB, err error) bool {
	t.Helper()
	if err != nil {
		t.Errorf("unexpected error: %v", err)
		return false
	}
	return true
}

// mustFail is like require.Error.
func mustFail(t testing.TB, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
}

func TestAsserted(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if !noError(t, err) {
		return
	}
	defer resp.Body.Close()
}

func TestAssertedStatus(t *testing.T) {
	for _, h := range []http.Handler{handler(), http.NotFoundHandler()} {
		srv := httptest.NewServer(h)
		checkStatus(t, srv.URL)
		srv.Close()
	}
}

func checkStatus(t *testing.T, url string) {
	resp, err := http.Get(url) // want "is not closed"
	if !noError(t, err) || resp.StatusCode != http.StatusOK {
		return
	}
	defer resp.Body.Close()
}

func TestRequiredError(t *testing.T) {
	srv := httptest.NewServer(handler())
	srv.Close()
	_, err := http.Get(srv.URL)
	mustFail(t, err)
}

func TestRecorder(t *testing.T) {
	rec := httptest.NewRecorder()
	handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	resp := rec.Result()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %s", resp.Status)
	}
}

func TestSkips(t *testing.T) {
	srv := httptest.NewServer(handler())
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Skip("no network")
	}
	if resp.Header.Get("Content-Type") != "application/json" {
		t.Skipf("content type %s", resp.Header.Get("Content-Type"))
	}
	resp.Body.Close()
}
