// Package objects is the client of a store: what it returns has the body in a field.
package objects

import (
	"io"
	"net/http"
)

// Object is returned by value. Content has to be closed.
type Object struct {
	Meta struct {
		ID   string
		Size int64
	}
	Content io.ReadCloser
}

// Get returns an object.
func Get(c *http.Client, url string) (o Object, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return o, err
	}
	o.Content = resp.Body
	o.Meta.ID = resp.Header.Get("Etag")
	o.Meta.Size = resp.ContentLength
	return o, nil
}

// Size returns the size of the object.
func (o Object) Size() int64 { return o.Meta.Size }
