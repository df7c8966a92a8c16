package tests

import (
	"net/http"
	"testing"
)

// Clean: test files are left out unless asked for.
func TestGet(t *testing.T) {
	(&http.Client{Transport: &http.Transport{}}).Get("http://localhost")
}
