// Package never leaves the Close to a decoder, which only reads.
package never

import (
	"encoding/json"
	"net/http"
)

// LeakyName closes the body on no path. Decode gets an io.Reader, which has no
// Close.
func LeakyName(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	var user struct{ Name string }
	err = json.NewDecoder(resp.Body).Decode(&user)
	return user.Name, err
}
