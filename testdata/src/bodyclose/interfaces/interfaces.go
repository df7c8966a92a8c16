// Package interfaces gets bodies by way of interfaces of another package, which says what implements them.
package interfaces

import (
	"io"
	"net/http"

	"bodyclose/interfaces/engine"
)

func pulled(c *http.Client, url string) error {
	api := engine.Connect(c, url)
	rc, err := api.Pull("image") // want "is never closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, rc)
	return err
}

func pulledClosed(c *http.Client, url string) error {
	api := engine.Connect(c, url)
	rc, err := api.Pull("image")
	if err != nil {
		return err
	}
	defer rc.Close()
	_, err = io.Copy(io.Discard, rc)
	return err
}

func pulledPart(c *http.Client, url string) ([]byte, error) {
	rc, err := engine.Connect(c, url).Pull("image") // want "is not closed"
	if err != nil {
		return nil, err
	}
	part := make([]byte, 4)
	if _, err := io.ReadFull(rc, part); err != nil {
		return nil, err
	}
	return part, rc.Close()
}

func stats(c *http.Client, url string) (string, error) {
	s, err := engine.Connect(c, url).Stats("image") // want "is never closed"
	if err != nil {
		return "", err
	}
	return s.Kind, nil
}

func statsClosed(c *http.Client, url string) (string, error) {
	s, err := engine.Connect(c, url).Stats("image")
	if err != nil {
		return "", err
	}
	return s.Kind, s.Body.Close()
}

func names(c *http.Client, url string) (int, error) {
	n, err := engine.Connect(c, url).Names()
	return len(n), err
}

// What is in memory need not be closed.
func cached(c *http.Client, url string) error {
	rc, err := engine.Cached(c, url, map[string][]byte{"a": []byte("a")}).Open("a")
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, rc)
	return err
}

// What one of two types returns is not known.
func given(c *http.Client, url string) error {
	rc, err := engine.Given(url).Fetch()
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, rc)
	return err
}
