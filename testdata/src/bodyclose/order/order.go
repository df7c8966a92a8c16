// Package order holds functions that call each other: what is said of them does not depend on which is looked at first.
package order

import "net/http"

//oracle:norun it panics, as it is meant to
func die(n int) {
	if n > 0 {
		dieToo(n - 1)
	}
	panic("order: died")
}

//oracle:norun it panics, as it is meant to
func dieToo(n int) { die(n) }

// early is here so that die is asked for before dieToo.
func early(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		die(0)
	}
	return resp.Body.Close()
}

// late is right: where it does not close the body, it does not return.
func late(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		dieToo(1)
		return nil
	}
	return resp.Body.Close()
}

func forbidden(n int) {
	if n > 0 {
		forbiddenToo(n)
	}
}

func forbiddenToo(n int) {
	if n > 1 {
		forbidden(n - 1)
	}
}

// lateLeaks calls functions that do return.
func lateLeaks(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		forbiddenToo(1)
		return nil
	}
	return resp.Body.Close()
}

// fetch and again return the body of whichever of them asked last.
func fetch(c *http.Client, url string, n int) (*http.Response, error) {
	resp, err := c.Get(url)
	if err == nil && resp.StatusCode == http.StatusOK || n == 0 {
		return resp, err
	}
	if err == nil {
		resp.Body.Close()
	}
	return again(c, url, n)
}

func again(c *http.Client, url string, n int) (*http.Response, error) {
	return fetch(c, url, n-1)
}

func drops(c *http.Client, url string) int {
	resp, err := again(c, url, 2) // want "is never closed"
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func keeps(c *http.Client, url string) int {
	resp, err := fetch(c, url, 2)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
