package containers

import "net/http"

// Which of the elements is closed is not told.
func closesOne(c *http.Client, urls []string) (code int) {
	var all []*http.Response
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil { //oracle:miss what is closed may be any of the elements
			all = append(all, resp)
		}
	}
	for _, resp := range all {
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return resp.StatusCode
		}
	}
	return code
}

// What is returned in a list is the caller's, who is not told.
func fetchAll(c *http.Client, urls []string) (all []*http.Response) {
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil { //oracle:miss the list is returned
			all = append(all, resp)
		}
	}
	return all
}

func dropsAll(c *http.Client, urls []string) int { return len(fetchAll(c, urls)) }

func closesAll(c *http.Client, urls []string) {
	for _, resp := range fetchAll(c, urls) {
		resp.Body.Close()
	}
}
