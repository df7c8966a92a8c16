// Package azblob uses the client of Azure's blobs: "Body contains the streaming response.", which has to be closed.
package azblob

import (
	"context"
	"io"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

func LeakyDownload(ctx context.Context, c *azblob.Client, name string) ([]byte, error) {
	d, err := c.DownloadStream(ctx, "box", name, nil)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(d.Body)
}

func CleanDownload(ctx context.Context, c *azblob.Client, name string) ([]byte, error) {
	d, err := c.DownloadStream(ctx, "box", name, nil)
	if err != nil {
		return nil, err
	}
	defer d.Body.Close()
	return io.ReadAll(d.Body)
}

func LeakySize(ctx context.Context, c *blob.Client) (int64, error) {
	d, err := c.DownloadStream(ctx, nil)
	if err != nil {
		return 0, err
	}
	return *d.ContentLength, nil
}

func CleanRetryReader(ctx context.Context, c *blob.Client) ([]byte, error) {
	d, err := c.DownloadStream(ctx, nil)
	if err != nil {
		return nil, err
	}
	r := d.NewRetryReader(ctx, nil)
	defer r.Close()
	return io.ReadAll(r)
}

func CleanProperties(ctx context.Context, c *blob.Client) (int64, error) {
	p, err := c.GetProperties(ctx, nil)
	if err != nil {
		return 0, err
	}
	return *p.ContentLength, nil
}
