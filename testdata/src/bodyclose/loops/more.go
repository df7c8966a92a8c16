package loops

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// previous keeps the answer of the last round to compare with it.
func previous(c *http.Client, url string) error {
	var prev *http.Response
	defer func() {
		if prev != nil {
			prev.Body.Close()
		}
	}()
	for range tries {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		if prev != nil {
			prev.Body.Close()
		}
		prev = resp
	}
	return nil
}

// previousForgets closes the last one only.
func previousForgets(c *http.Client, url string) error {
	var prev *http.Response
	for range tries {
		resp, err := c.Get(url) // want "is not closed|overwritten"
		if err != nil {
			return err
		}
		prev = resp
	}
	return prev.Body.Close()
}

// breaks runs its loop one time.
func breaks(c *http.Client, urls []string) (code int) {
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			break
		}
		code = resp.StatusCode
		resp.Body.Close()
		break
	}
	return code
}

func breaksForgets(c *http.Client, urls []string) (code int) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "is not closed"
		if err != nil {
			break
		}
		if code = resp.StatusCode; code == http.StatusOK {
			break
		}
		resp.Body.Close()
	}
	return code
}

// nested leaves the outer loop from the inner one.
func nested(c *http.Client, urls []string) int {
	n := 0
hosts:
	for _, u := range urls {
		for try := range tries {
			resp, err := c.Get(fmt.Sprintf("%s/%d", u, try))
			if err != nil {
				continue hosts
			}
			code := resp.StatusCode
			resp.Body.Close()
			if code == http.StatusOK {
				break hosts
			}
			n++
		}
	}
	return n
}

func nestedForgets(c *http.Client, urls []string) int {
	n := 0
hosts:
	for _, u := range urls {
		for try := range tries {
			resp, err := c.Get(fmt.Sprintf("%s/%d", u, try)) // want "is not closed|overwritten"
			if err != nil {
				continue hosts
			}
			if resp.StatusCode == http.StatusNotFound {
				continue hosts
			}
			resp.Body.Close()
			n++
		}
	}
	return n
}

// backoff is a loop with everything at its top.
func backoff(c *http.Client, url string) (resp *http.Response, err error) {
	for wait := time.Millisecond; wait < 5*time.Millisecond; wait *= 2 {
		if resp != nil {
			resp.Body.Close()
		}
		if resp, err = c.Get(url); err == nil && resp.StatusCode < 500 {
			return resp, nil
		}
		time.Sleep(wait)
	}
	return resp, err
}

// backoffDrops returns an error in the place of the last response.
func backoffDrops(c *http.Client, url string) (resp *http.Response, err error) {
	for wait := time.Millisecond; wait < 5*time.Millisecond; wait *= 2 {
		if resp != nil {
			resp.Body.Close()
		}
		if resp, err = c.Get(url); err == nil && resp.StatusCode < 500 { // want "is not closed"
			return resp, nil
		}
		time.Sleep(wait)
	}
	if err == nil {
		err = errors.New("server is out of order")
	}
	return nil, err
}

// shadowed has two variables of one name: the outer one stays nil.
func shadowed(c *http.Client, url string) error {
	var resp *http.Response
	for range tries {
		resp, err := c.Get(url) // want "is never closed|overwritten"
		if err == nil && resp.StatusCode == http.StatusOK {
			break
		}
	}
	if resp != nil {
		return resp.Body.Close()
	}
	return errGaveUp
}

// deferReassigned defers once, for the variable, and closes before each new try.
func deferReassigned(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer func() { resp.Body.Close() }()
	for i := 0; i < tries && resp.StatusCode >= 500; i++ {
		resp.Body.Close()
		next, err := c.Get(url)
		if err != nil {
			return err
		}
		resp = next
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// deferReassignedForgets does not close before.
func deferReassignedForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed|overwritten"
	if err != nil {
		return err
	}
	defer func() { resp.Body.Close() }()
	if resp.StatusCode >= 500 {
		next, err := c.Get(url + "/again")
		if err != nil {
			return err
		}
		resp = next
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// allOfThem stores by index and closes by index.
func allOfThem(c *http.Client, urls []string) error {
	resps := make([]*http.Response, len(urls))
	defer func() {
		for _, r := range resps {
			if r != nil {
				r.Body.Close()
			}
		}
	}()
	for i := range urls {
		var err error
		if resps[i], err = c.Get(urls[i]); err != nil {
			return err
		}
	}
	return nil
}

// stopsAtError decodes pages until one is bad.
func stopsAtError(c *http.Client, url string) (all []string) {
	for n := range tries {
		resp, err := c.Get(fmt.Sprint(url, "?page=", n)) // want "is not closed"
		if err != nil {
			return all
		}
		var p page
		if json.NewDecoder(resp.Body).Decode(&p) != nil {
			return all
		}
		all = append(all, p.Items...)
		if resp.Body.Close() != nil {
			return all
		}
	}
	return all
}

// deferOnce defers in the first round only.
func deferOnce(c *http.Client, urls []string) error {
	for i, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			return err
		}
		if i == 0 {
			defer resp.Body.Close()
			continue
		}
		resp.Body.Close()
	}
	return nil
}

// deferParameterInLoop holds every body as well.
func deferParameterInLoop(c *http.Client, urls []string) (n int, err error) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err != nil {
			return n, err
		}
		defer func(rc io.ReadCloser) { _ = rc.Close() }(resp.Body)
		n += resp.StatusCode
	}
	return n, nil
}

// deferAndReturnOtherwise goes on only when there is nothing to defer.
func deferAndReturnOtherwise(c *http.Client, urls []string) error {
	for _, u := range urls {
		resp, err := c.Get(u)
		if err == nil {
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return errGaveUp
			}
			return nil
		}
	}
	return errGaveUp
}
