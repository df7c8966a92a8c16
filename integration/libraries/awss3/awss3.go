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

// API is what clients of S3 are hidden behind in tests.
type API interface {
	GetObject(ctx context.Context, in *s3.GetObjectInput, opts ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

func LeakyGetByInterface(ctx context.Context, c API, in *s3.GetObjectInput) (int64, error) {
	out, err := c.GetObject(ctx, in)
	if err != nil {
		return 0, err
	}
	return *out.ContentLength, nil
}

func CleanGetByInterface(ctx context.Context, c API, in *s3.GetObjectInput) (io.ReadCloser, error) {
	out, err := c.GetObject(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}
