// Package ignored has findings that comments silence.
package ignored

import "net/http"

func trailing(url string) error {
	c := &http.Client{Transport: &http.Transport{}} //httpleak:ignore percallclient it runs once an hour
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

//nolint:percallclient
func whole(url string) error {
	c := &http.Client{Transport: &http.Transport{}}
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func category(url string) error {
	c := &http.Client{Transport: &http.Transport{}} /* want "http.Transport made in category" */ //httpleak:ignore percallclient/client not this one
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
