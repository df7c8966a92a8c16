// Package awss3 uses a client that aws-sdk-go-v2 generates: the body of
// GetObjectOutput must be closed; HeadObject has none.
package awss3

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func LeakyGetObject(ctx context.Context, c *s3.Client, in *s3.GetObjectInput) ([]byte, error) {
	out, err := c.GetObject(ctx, in)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(out.Body)
}

func CleanGetObject(ctx context.Context, c *s3.Client, in *s3.GetObjectInput) ([]byte, error) {
	out, err := c.GetObject(ctx, in)
	if err != nil {
		return nil, err
	}
	defer out.Body.Close()
	return io.ReadAll(out.Body)
}

func CleanHeadObject(ctx context.Context, c *s3.Client, in *s3.HeadObjectInput) (int64, error) {
	out, err := c.HeadObject(ctx, in)
	if err != nil {
		return 0, err
	}
	return *out.ContentLength, nil
}
