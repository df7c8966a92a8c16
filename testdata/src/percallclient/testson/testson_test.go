package testson

import (
	"net/http"
	"testing"
)

func TestGet(t *testing.T) {
	(&http.Client{Transport: &http.Transport{}}).Get("http://localhost") // want `http\.Transport made in TestGet`
}

// Clean: the idle connections are closed.
func TestClosed(t *testing.T) {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	(&http.Client{Transport: tr}).Get("http://localhost")
}
