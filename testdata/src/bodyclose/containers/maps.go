package containers

import (
	"net/http"
)

func mapForgotten(c *http.Client, urls []string) map[int]int {
	all := make(map[string]*http.Response)
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil { // want "is never closed"
			all[u] = resp
		}
	}
	count := make(map[int]int)
	for _, resp := range all {
		count[resp.StatusCode]++
	}
	return count
}

func mapClosed(c *http.Client, urls []string) map[int]int {
	all := make(map[string]*http.Response)
	for _, u := range urls {
		if resp, err := c.Get(u); err == nil {
			all[u] = resp
		}
	}
	count := make(map[int]int)
	for _, resp := range all {
		count[resp.StatusCode]++
		resp.Body.Close()
	}
	return count
}

// One that was there before is closed.
func mapReplaced(c *http.Client, urls []string) {
	all := make(map[string]*http.Response)
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			continue
		}
		if old, ok := all[resp.Status]; ok {
			old.Body.Close()
		}
		all[resp.Status] = resp
	}
	closeMap(all)
}

func closeMap(all map[string]*http.Response) {
	for status, resp := range all {
		resp.Body.Close()
		delete(all, status)
	}
}

func mapKeys(c *http.Client, urls []string) (n int) {
	open := make(map[*http.Response]bool)
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			continue
		}
		open[resp] = resp.StatusCode == http.StatusOK
	}
	for resp, good := range open {
		if good {
			n++
		}
		resp.Body.Close()
	}
	return n
}

func mapKeysForgotten(c *http.Client, urls []string) (n int) {
	open := make(map[*http.Response]bool)
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed"
		if err != nil {
			continue
		}
		open[resp] = resp.StatusCode == http.StatusOK
	}
	for resp, good := range open {
		if good {
			n++
			resp.Body.Close()
		}
	}
	return n
}

// Which answer is asked for is not known.
func mapAsked(c *http.Client, urls []string, name string) (code int) {
	all := make(map[string]answer)
	for _, u := range urls {
		resp, err := c.Get(u)
		all[u] = answer{resp, err}
	}
	if a, ok := all[name]; ok && a.err == nil {
		code = a.resp.StatusCode
	}
	for u := range all {
		if a := all[u]; a.err == nil {
			a.resp.Body.Close()
		}
	}
	return code
}

// A map that a parameter leads to is known to the caller.
//
//oracle:norun there is no value for the map
func mapFilled(c *http.Client, url string, all map[string]*http.Response) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	all[url] = resp
	return nil
}

func mapReturned(c *http.Client, urls []string) (map[string]*http.Response, error) {
	all := map[string]*http.Response{}
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed when"
		if err != nil {
			return nil, err
		}
		all[u] = resp
	}
	return all, nil
}

func usesReturned(c *http.Client, urls []string) (code int, err error) {
	all, err := mapReturned(c, urls)
	for _, resp := range all {
		code = max(code, resp.StatusCode)
		resp.Body.Close()
	}
	return code, err
}
