// Package discards holds calls whose response has no name.
package discards

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func blank(c *http.Client, url string) error {
	_, err := c.Get(url) // want "is discarded"
	return err
}

func blankNamed(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func bare(c *http.Client, url string) {
	c.Post(url, "text/plain", strings.NewReader("bye")) // want "is discarded"
}

func bothBlank(c *http.Client, addr string) {
	_, _ = c.PostForm(addr, url.Values{"q": {"1"}}) // want "is discarded"
}

func ifInit(url string) bool {
	if _, err := http.Get(url); err != nil { // want "is discarded"
		return false
	}
	return true
}

func ifInitClosed(url string) bool {
	resp, err := http.Get(url)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return true
}

func deferred(c *http.Client, url string) {
	defer c.Get(url + "/bye") // want "is discarded"
	time.Sleep(time.Millisecond)
}

func inGoroutine(c *http.Client, url string) {
	go c.Get(url + "/warm") // want "is discarded"
}

func inGoroutineClosed(c *http.Client, url string) {
	go func() {
		if resp, err := c.Get(url + "/warm"); err == nil {
			resp.Body.Close()
		}
	}()
}

// fireAndForget notifies a hook.
func fireAndForget(ctx context.Context, c *http.Client, url string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		return
	}
	go func() {
		_, _ = c.Do(req) // want "is discarded"
	}()
}

// wait polls until something answers.
func wait(c *http.Client, url string) bool {
	for range 3 {
		if _, err := c.Get(url); err == nil { // want "is discarded"
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

func waitClosed(c *http.Client, url string) bool {
	for range 3 {
		if resp, err := c.Get(url); err == nil {
			resp.Body.Close()
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

func assignedToBlank(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed|is discarded"
	_ = resp
	return err
}

// onlyStatus uses the response, never its body.
func onlyStatus(rt http.RoundTripper, url string) (int, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := rt.RoundTrip(req) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func open(c *http.Client, url string) (*http.Response, error) {
	return c.Get(url + "/open")
}

func discardsOwn(c *http.Client, url string) error {
	_, err := open(c, url) // want "is discarded"
	return err
}

// discardsExpectedError cannot have a response: the URL has no host.
func discardsExpectedError(c *http.Client, url string) bool {
	_, err := c.Get("http://")
	if err == nil {
		panic("a response from nowhere")
	}
	return true
}
