// Package storage uses package objects.
package storage

import (
	"bufio"
	"io"
	"net/http"

	"bodyclose_x/objects"
)

func id(c *http.Client, url string) (string, error) {
	o, err := objects.Get(c, url) // want "is never closed"
	if err != nil {
		return "", err
	}
	meta := o.Meta
	return meta.ID, nil
}

func size(c *http.Client, url string) (int64, error) {
	o, err := objects.Get(c, url) // want "is never closed"
	return o.Size(), err
}

func line(c *http.Client, url string) (string, error) {
	o, err := objects.Get(c, url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return bufio.NewReader(o.Content).ReadString('\n')
}

func lineClosed(c *http.Client, url string) (string, error) {
	o, err := objects.Get(c, url)
	if err != nil {
		return "", err
	}
	defer o.Content.Close()
	return bufio.NewReader(o.Content).ReadString('\n')
}

func content(c *http.Client, url string) (io.ReadCloser, int64, error) {
	o, err := objects.Get(c, url)
	if err != nil {
		return nil, 0, err
	}
	return o.Content, o.Meta.Size, nil
}

func whole(c *http.Client, url string) (o objects.Object, err error) {
	o, err = objects.Get(c, url)
	if o.Meta.Size > 1<<40 {
		o.Content.Close()
		o.Content = nil
	}
	return o, err
}

func pointer(c *http.Client, url string) (*objects.Object, error) {
	o, err := objects.Get(c, url)
	if err != nil {
		return nil, err
	}
	return &o, nil
}
