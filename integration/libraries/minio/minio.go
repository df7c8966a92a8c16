// Package minio uses minio-go: "do not close body here, caller will close"
// (getObject); an Object holds a body from its first Read to its Close.
package minio

import (
	"context"
	"io"

	"github.com/minio/minio-go/v7"
)

func LeakyCore(ctx context.Context, c minio.Core) ([]byte, error) {
	rc, _, _, err := c.GetObject(ctx, "bucket", "object", minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	return io.ReadAll(rc)
}

func CleanCore(ctx context.Context, c minio.Core) ([]byte, error) {
	rc, _, _, err := c.GetObject(ctx, "bucket", "object", minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}

func LeakyAnnotation(ctx context.Context, c *minio.Client) ([]byte, error) {
	rc, err := c.GetObjectAnnotation(ctx, "bucket", "object", "name", minio.GetObjectAnnotationOptions{})
	if err != nil {
		return nil, err
	}
	return io.ReadAll(rc)
}

func CleanAnnotation(ctx context.Context, c *minio.Client) ([]byte, error) {
	rc, err := c.GetObjectAnnotation(ctx, "bucket", "object", "name", minio.GetObjectAnnotationOptions{})
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}

func LeakyObject(ctx context.Context, c *minio.Client) ([]byte, error) {
	o, err := c.GetObject(ctx, "bucket", "object", minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	return io.ReadAll(o)
}

func CleanObject(ctx context.Context, c *minio.Client) ([]byte, error) {
	o, err := c.GetObject(ctx, "bucket", "object", minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(o)
}

// CleanStat has nothing to close.
func CleanStat(ctx context.Context, c *minio.Client) (int64, error) {
	info, err := c.StatObject(ctx, "bucket", "object", minio.StatObjectOptions{})
	return info.Size, err
}
