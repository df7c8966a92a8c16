// Package k8s uses the REST client of client-go: Stream "returns io.ReadCloser which could be used for streaming".
package k8s

import (
	"context"
	"io"

	"k8s.io/client-go/rest"
)

func LeakyStream(ctx context.Context, c rest.Interface, w io.Writer) error {
	rc, err := c.Get().Resource("pods").Name("p").SubResource("log").Stream(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, rc)
	return err
}

func CleanStream(ctx context.Context, c rest.Interface, w io.Writer) error {
	rc, err := c.Get().Resource("pods").Name("p").SubResource("log").Stream(ctx)
	if err != nil {
		return err
	}
	defer rc.Close()
	_, err = io.Copy(w, rc)
	return err
}

func CleanRaw(ctx context.Context, c rest.Interface) ([]byte, error) {
	return c.Get().Resource("pods").Name("p").Do(ctx).Raw()
}
