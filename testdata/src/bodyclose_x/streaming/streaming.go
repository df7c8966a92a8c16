// Package streaming uses package streams.
package streaming

import (
	"errors"
	"net/http"

	"bodyclose_x/streams"
)

func first(c *http.Client, url string) (string, error) {
	l, err := streams.OpenLines(c, url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return l.Line()
}

func count(c *http.Client, url string) (int, error) {
	l, err := streams.OpenLines(c, url)
	if err != nil {
		return 0, err
	}
	defer l.Close()
	for {
		if _, err := l.Line(); err != nil {
			return l.N(), nil
		}
	}
}

func countOpen(c *http.Client, url string, strict bool) (int, error) {
	l, err := streams.OpenLines(c, url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	for {
		if _, err := l.Line(); err != nil {
			break
		}
	}
	if strict {
		return l.N(), errors.New("not a line")
	}
	n := l.N()
	return n, l.Close()
}

// all reads to the end, which closes.
func all(c *http.Client, url string) (list []string, err error) {
	items, err := streams.OpenItems(c, url)
	if err != nil {
		return nil, err
	}
	var s string
	for items.Next(&s) {
		list = append(list, s)
	}
	return list, nil
}

// one stops after the first.
func one(c *http.Client, url string) (any, error) {
	items, err := streams.OpenItems(c, url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	var v any
	if items.Next(&v) {
		return v, nil
	}
	return nil, errors.New("nothing")
}

func oneClosed(c *http.Client, url string) (any, error) {
	items, err := streams.OpenItems(c, url)
	if err != nil {
		return nil, err
	}
	defer items.Close()
	var v any
	if items.Next(&v) {
		return v, nil
	}
	return nil, errors.New("nothing")
}

func names(c *http.Client, url string) (list []string, err error) {
	files, err := streams.OpenFiles(c, url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	for {
		name, ok := files.Next()
		if !ok {
			return list, nil
		}
		list = append(list, name)
	}
}

func namesDone(c *http.Client, url string) (list []string, err error) {
	files, err := streams.OpenFiles(c, url)
	if err != nil {
		return nil, err
	}
	defer files.Done()
	for {
		name, ok := files.Next()
		if !ok {
			return list, nil
		}
		list = append(list, name)
	}
}

// queued closes by way of the list, which holds the same body.
func queued(c *http.Client, url string) error {
	q, err := streams.OpenQueue(c, url)
	if err != nil {
		return err
	}
	q.Drop()
	return nil
}
