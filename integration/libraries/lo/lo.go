// Package lo uses samber/lo: Must returns what it is given, or panics.
package lo

import (
	"net/http"

	"github.com/samber/lo"
)

func LeakyMust(c *http.Client, url string) int {
	resp := lo.Must(c.Get(url))
	return resp.StatusCode
}

func CleanMust(c *http.Client, url string) int {
	resp := lo.Must(c.Get(url))
	defer resp.Body.Close()
	return resp.StatusCode
}

func CleanMust0(c *http.Client, url string) int {
	resp := lo.Must(c.Get(url))
	defer func() { lo.Must0(resp.Body.Close()) }()
	return resp.StatusCode
}
