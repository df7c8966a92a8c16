package loops

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

type page struct {
	ID    int      `json:"id"`
	Items []string `json:"items"`
	Next  string   `json:"next"`
}

func deferInLoop(c *http.Client, urls []string) error {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		fmt.Fprintln(io.Discard, resp.Status)
	}
	return nil
}

func deferInClosureInLoop(c *http.Client, urls []string) error {
	for _, u := range urls {
		err := func() error {
			resp, err := c.Get(u)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			fmt.Fprintln(io.Discard, resp.Status)
			return nil
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

// deferAndLeave runs its defer at most once: the loop is left right after it.
func deferAndLeave(c *http.Client, urls []string) (*page, error) {
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			continue
		}
		defer resp.Body.Close()
		var p page
		return &p, json.NewDecoder(resp.Body).Decode(&p)
	}
	return nil, errGaveUp
}

func deferAndBreak(c *http.Client, url string) (err error) {
	var resp *http.Response
	for range tries {
		resp, err = c.Get(url)
		if err != nil {
			continue
		}
		defer resp.Body.Close()
		break
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// deferClosureInLoop holds every page until the last one was read.
func deferClosureInLoop(c *http.Client, url string) (all []string, err error) {
	for n := 1; n <= tries; n++ {
		resp, err := c.Get(fmt.Sprintf("%s/items?page=%d", url, n)) // want "defer in a loop"
		if err != nil {
			return nil, err
		}
		defer func() { _ = resp.Body.Close() }()
		var p page
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			return nil, err
		}
		all = append(all, p.Items...)
	}
	return all, nil
}

func closeInLoop(c *http.Client, url string) (all []string, err error) {
	for n := 1; n <= tries; n++ {
		resp, err := c.Get(fmt.Sprintf("%s/items?page=%d", url, n))
		if err != nil {
			return nil, err
		}
		var p page
		err = json.NewDecoder(resp.Body).Decode(&p)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, p.Items...)
	}
	return all, nil
}

// deferSharedClosure closes the last response only: the closure reads the variable at the end.
func deferSharedClosure(c *http.Client, urls []string) error {
	var resp *http.Response
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	for _, u := range urls {
		var err error
		resp, err = c.Get(u) // want "overwritten"
		if err != nil {
			return err
		}
		fmt.Fprintln(io.Discard, resp.Status)
	}
	return nil
}

// pollUntilDone forgets the answers that say "not yet".
func pollUntilDone(c *http.Client, url string) error {
	for range tries {
		resp, err := c.Get(url) // want "is not closed|overwritten"
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusOK {
			return resp.Body.Close()
		}
	}
	return errGaveUp
}
