// Package ends does not end as it should.
package ends

import (
	"net/http"
	"os"
)

type key struct{ a, b int }

func panics(c *http.Client, url string) { // always
	panic("always")
}

//oracle:exits when the server is out of order
func exits(c *http.Client, url string) {
	resp, err := c.Get(url) // silent leak unless it exits
	if err == nil && resp.StatusCode == http.StatusInternalServerError {
		os.Exit(3)
	}
}

func unreachable(c *http.Client, url string, k key) error { // nobody calls this
	_, err := c.Get(url)
	return err
}
