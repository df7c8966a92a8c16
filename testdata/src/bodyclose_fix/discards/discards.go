// Package discards holds calls whose response has no name.
package discards

import (
	"fmt"
	"log"
	"net/http"
	"strings"
)

func blank(c *http.Client, url string) error {
	_, err := c.Get(url) // want "discarded"
	return err
}

func blankChecked(c *http.Client, url string) error {
	_, err := c.Get(url) // want "discarded"
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	return nil
}

func blankLogged(c *http.Client, url string) {
	_, err := c.Get(url) // want "discarded"
	if err != nil {
		log.Print(err)
	}
}

// assigned has the error in the scope of the response.
func assigned(c *http.Client, url string) (err error) {
	_, err = c.Get(url) // want "discarded"
	if err != nil {
		return err
	}
	return nil
}

// assignedOuter has the error in a scope around.
func assignedOuter(c *http.Client, url string) (err error) {
	for range 3 {
		_, err = c.Get(url) // want "discarded"
		if err == nil {
			return nil
		}
	}
	return err
}

func initAssignedOuter(c *http.Client, url string) (err error) {
	for range 3 {
		if _, err = c.Get(url); err == nil { // want "discarded"
			break
		}
	}
	return err
}

func initDefines(c *http.Client, url string) error {
	if _, err := c.Get(url); err != nil { // want "discarded"
		return err
	}
	return nil
}

func initDefinesElse(c *http.Client, url string) (ok bool) {
	if _, err := c.Get(url); err != nil { // want "discarded"
		ok = false
	} else {
		ok = true // it works
	}
	return ok
}

func declared(c *http.Client, url string) error {
	var _, err = c.Get(url) // want "discarded"
	return err
}

func bare(c *http.Client, url string) {
	c.Get(url) // want "discarded"
}

func bareLines(c *http.Client, url string) {
	c.Post(url, "text/plain", strings.NewReader(strings.Join([]string{ // want "discarded"
		"a",
		"b",
	}, "\n")))
}

func bothBlank(c *http.Client, url string) {
	_, _ = c.Get(url) // want "discarded"
}

func inCase(c *http.Client, url string, on bool) {
	switch {
	case on:
		c.Get(url) // want "discarded"
	}
}

// taken has a variable of the name already; two discards do not share one.
func taken(c *http.Client, url string) (string, error) {
	resp := "not a response"
	_, err := c.Get(url + "/a") // want "discarded"
	if err != nil {
		return "", err
	}
	_, err = c.Get(url + "/b") // want "discarded"
	if err != nil {
		return "", err
	}
	return resp, nil
}

func get(c *http.Client, url string) (*http.Response, bool) {
	resp, err := c.Get(url)
	return resp, err == nil
}

func ok(c *http.Client, url string) bool {
	_, ok := get(c, url) // want "discarded"
	return ok
}

func bareOK(c *http.Client, url string) {
	get(c, url) // want "discarded"
}

func mustGet(c *http.Client, url string) *http.Response {
	resp, err := c.Get(url)
	if err != nil {
		panic(err)
	}
	return resp
}

func bareMust(c *http.Client, url string) {
	mustGet(c, url) // want "discarded"
}

func blankMust(c *http.Client, url string) {
	_ = mustGet(c, url) // want "discarded"
}

func inGoroutine(c *http.Client, url string) {
	done := make(chan bool)
	go func() {
		defer close(done)
		_, err := c.Get(url) // want "discarded"
		if err != nil {
			return
		}
	}()
	<-done
}
