// Package helper hands the body to a function that only reads it. A parameter
// of type io.Reader cannot be closed by the callee.
package helper

import (
	"encoding/json"
	"io"
	"net/http"
)

type user struct {
	Name string `json:"name"`
}

// LeakyUser leaves the Close to decode, which does not do it.
func LeakyUser(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	return decode(resp.Body)
}

// MendedUser closes what it opened.
func MendedUser(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return decode(resp.Body)
}

func decode(r io.Reader) (string, error) {
	var u user
	err := json.NewDecoder(r).Decode(&u)
	return u.Name, err
}
