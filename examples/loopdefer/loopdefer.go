// Package loopdefer defers in a loop: nothing is closed before the function
// returns, and the connections of all answers are kept until then.
package loopdefer

import "net/http"

// LeakyDead returns the urls that do not answer with 200 OK. In the end it
// holds as many connections as there are urls.
func LeakyDead(c *http.Client, urls []string) ([]string, error) {
	var dead []string
	for _, url := range urls {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			dead = append(dead, url)
		}
	}
	return dead, nil
}

// MendedDead gives each response a function that ends with it.
func MendedDead(c *http.Client, urls []string) ([]string, error) {
	var dead []string
	for _, url := range urls {
		ok, err := answers(c, url)
		if err != nil {
			return nil, err
		}
		if !ok {
			dead = append(dead, url)
		}
	}
	return dead, nil
}

func answers(c *http.Client, url string) (bool, error) {
	resp, err := c.Get(url)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK, nil
}
