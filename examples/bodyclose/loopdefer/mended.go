package loopdefer

import "net/http"

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
