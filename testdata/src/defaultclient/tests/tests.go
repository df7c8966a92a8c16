package tests

import "net/http"

func get(u string) (*http.Response, error) { return http.Get(u) } // want `http\.Get in get`
