// Package suite has a finding of each analyzer.
package suite

import "net/http"

func status(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want `^response body of c\.Get is never closed \(returns at line \d+\) \(bodyclose/never\)$`
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func shared(url string) {
	resp, err := http.Get(url) // want `^http\.Get in shared .* \(defaultclient/function\)$`
	if err == nil {
		resp.Body.Close()
	}
}

var forever = &http.Client{Transport: &http.Transport{}} // want `^http\.Transport .* \(idleconn/unset\)$`

func fresh(url string) error {
	c := &http.Client{} // want `^http\.Client made in fresh .* \(percallclient/client\)$`
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
