// Package ignored has findings that comments silence.
package ignored

import "net/http"

func get(url string) (*http.Response, error) {
	return http.Get(url) //httpleak:ignore defaultclient a probe of this machine
}

func head(url string) (*http.Response, error) {
	//nolint:defaultclient
	return http.Head(url)
}

func category(url string) (*http.Response, error) {
	return http.Head(url) /* want "http.Head in category" */ //httpleak:ignore defaultclient/client not this one
}
