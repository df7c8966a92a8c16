package tests

import "net/http"

func get(u string) { (&http.Client{}).Get(u) } // want `http\.Client made in get`
