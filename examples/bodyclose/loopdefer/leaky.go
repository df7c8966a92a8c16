// Package loopdefer defers in a loop: nothing is closed before the function
// returns.
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
