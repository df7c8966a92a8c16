package never

import (
	"encoding/json"
	"net/http"
)

// MendedName closes what it opened.
func MendedName(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var user struct{ Name string }
	err = json.NewDecoder(resp.Body).Decode(&user)
	return user.Name, err
}
