package loops

import "net/http"

func isEven(n int) bool { return n%2 == 0 }

func closeIf(resp *http.Response, yes bool) {
	if yes {
		resp.Body.Close()
	}
}

// decided is right: the call that closes the body was deferred in the first round, with what was decided then, and not in
// the second.
func decided(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	for i := 0; i < 2; i++ {
		even := isEven(i)
		defer closeIf(resp, even)
		if !even && i == 0 {
			return resp.Body.Close()
		}
		if !even {
			return nil
		}
	}
	return nil
}

func decidedForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "not closed|never closed"
	if err != nil {
		return err
	}
	for i := 0; i < 2; i++ {
		even := isEven(i)
		if i > 0 {
			defer closeIf(resp, even)
		}
		if !even && i == 0 {
			return resp.Body.Close()
		}
		if !even {
			return nil
		}
	}
	return nil
}
