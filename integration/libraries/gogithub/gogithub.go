// Package gogithub uses google/go-github: Do and all API methods close the body;
// BareDo "leaves the body open", and so does DownloadContents.
package gogithub

import (
	"context"
	"io"
	"net/http"

	"github.com/google/go-github/v74/github"
)

func CleanAPI(ctx context.Context, c *github.Client) (string, error) {
	repo, resp, err := c.Repositories.Get(ctx, "golang", "go")
	if err != nil {
		return "", err
	}
	return repo.GetName() + resp.Status, nil
}

func CleanDo(ctx context.Context, c *github.Client, req *http.Request, v any) (int, error) {
	resp, err := c.Do(ctx, req, v)
	if err != nil {
		return 0, err
	}
	return resp.NextPage, nil
}

func LeakyBareDo(ctx context.Context, c *github.Client, req *http.Request) (int, error) {
	resp, err := c.BareDo(ctx, req)
	if err != nil {
		return 0, err
	}
	return resp.NextPage, nil
}

func CleanBareDo(ctx context.Context, c *github.Client, req *http.Request) (int, error) {
	resp, err := c.BareDo(ctx, req)
	if err != nil {
		return 0, err // closed
	}
	defer resp.Body.Close()
	return resp.NextPage, nil
}

func LeakyDownload(ctx context.Context, c *github.Client) ([]byte, error) {
	rc, _, err := c.Repositories.DownloadContents(ctx, "golang", "go", "README.md", nil)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(rc)
}

func CleanDownload(ctx context.Context, c *github.Client) ([]byte, error) {
	rc, _, err := c.Repositories.DownloadContents(ctx, "golang", "go", "README.md", nil)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}
