package testson

import (
	"net/http"
	"testing"
)

func TestGet(t *testing.T) { http.Get("http://localhost") } // want `http\.Get in TestGet`
