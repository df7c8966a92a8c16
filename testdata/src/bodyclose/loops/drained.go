package loops

import (
	"io"
	"net/http"
	"strings"
)

// Loops that close at the end, and read before.

func readAndDeferred(c *http.Client, urls []string) (text []string, err error) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop: reading it to its end gives its connection back"
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		part, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		text = append(text, string(part))
	}
	return text, nil
}

func readAndDeferredLiteral(c *http.Client, urls []string) (string, error) {
	var text strings.Builder
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop: reading it to its end gives its connection back"
		if err != nil {
			return "", err
		}
		defer func() { _ = resp.Body.Close() }()
		if _, err := io.Copy(&text, resp.Body); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

func readIfGood(c *http.Client, urls []string) (string, error) {
	var text strings.Builder
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop, so it stays open"
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			continue
		}
		if _, err := io.Copy(&text, resp.Body); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}

func readALittle(c *http.Client, urls []string) (n int64, err error) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop, so it stays open"
		if err != nil {
			return n, err
		}
		defer resp.Body.Close()
		read, err := io.CopyN(io.Discard, resp.Body, 4)
		if err != nil {
			return n, err
		}
		n += read
	}
	return n, nil
}
