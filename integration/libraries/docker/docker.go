// Package docker uses the client of docker/docker: "It's up to the caller to
// handle the io.ReadCloser and close it properly" (ImagePull).
package docker

import (
	"context"
	"io"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
)

func LeakyPull(ctx context.Context, c *client.Client, ref string) error {
	rc, err := c.ImagePull(ctx, ref, image.PullOptions{})
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, rc)
	return err
}

func CleanPull(ctx context.Context, c *client.Client, ref string) error {
	rc, err := c.ImagePull(ctx, ref, image.PullOptions{})
	if err != nil {
		return err
	}
	defer rc.Close()
	_, err = io.Copy(io.Discard, rc)
	return err
}

func LeakyLogs(ctx context.Context, c *client.Client, id string, w io.Writer) error {
	rc, err := c.ContainerLogs(ctx, id, container.LogsOptions{ShowStdout: true})
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, rc); err != nil {
		return err
	}
	return rc.Close()
}

func CleanLogs(ctx context.Context, c *client.Client, id string, w io.Writer) error {
	rc, err := c.ContainerLogs(ctx, id, container.LogsOptions{ShowStdout: true})
	if err != nil {
		return err
	}
	defer rc.Close()
	_, err = io.Copy(w, rc)
	return err
}

// LeakyInterface calls by way of an interface of the library.
func LeakyInterface(ctx context.Context, c client.APIClient, ref string) error {
	rc, err := c.ImagePull(ctx, ref, image.PullOptions{})
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, rc)
	return err
}

func CleanInterface(ctx context.Context, c client.APIClient, ref string) error {
	rc, err := c.ImagePull(ctx, ref, image.PullOptions{})
	if err != nil {
		return err
	}
	defer rc.Close()
	_, err = io.Copy(io.Discard, rc)
	return err
}

// LeakyStats gets a struct that holds the body.
func LeakyStats(ctx context.Context, c *client.Client, id string) (string, error) {
	stats, err := c.ContainerStatsOneShot(ctx, id)
	if err != nil {
		return "", err
	}
	return stats.OSType, nil
}

func CleanStats(ctx context.Context, c *client.Client, id string) ([]byte, error) {
	stats, err := c.ContainerStatsOneShot(ctx, id)
	if err != nil {
		return nil, err
	}
	defer stats.Body.Close()
	return io.ReadAll(stats.Body)
}

// CleanVersion has nothing to close: ServerVersion closes.
func CleanVersion(ctx context.Context, c *client.Client) (string, error) {
	v, err := c.ServerVersion(ctx)
	return v.Version, err
}
