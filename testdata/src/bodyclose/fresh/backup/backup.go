// Package backup copies objects out of a bucket.
//
//fresh:family R3
package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"bodyclose/fresh/bucket"
)

// A Source is where backups come from.
type Source struct {
	HC         *http.Client
	BucketAddr string
	Name       string
}

func (s *Source) store() *bucket.Client { return bucket.New(s.HC, s.BucketAddr) }

func (s *Source) object(key string) *bucket.GetObjectInput {
	return &bucket.GetObjectInput{Bucket: &s.Name, Key: &key}
}

// ReadAll returns an object, and closes it.
func (s *Source) ReadAll(ctx context.Context, key string) ([]byte, error) {
	out, err := s.store().GetObject(ctx, s.object(key))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	defer out.Body.Close()
	return io.ReadAll(out.Body)
}

// ReadConfig returns an object that holds JSON.
func (s *Source) ReadConfig(ctx context.Context, key string) (cfg map[string]any, err error) {
	out, err := s.store().GetObject(ctx, s.object(key)) //oracle:leak read, but not closed
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.NewDecoder(out.Body).Decode(&cfg); err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	return cfg, nil
}

// Size returns the size of an object, from its headers.
func (s *Source) Size(ctx context.Context, key string) (int64, error) {
	out, err := s.store().HeadObject(ctx, s.object(key))
	if err != nil {
		return 0, err
	}
	return out.ContentLength, nil
}

// SizeByGet returns the size of an object, from the object.
func (s *Source) SizeByGet(ctx context.Context, key string) (int64, error) {
	out, err := s.store().GetObject(ctx, s.object(key)) //oracle:leak only the length is taken
	if err != nil {
		return 0, err
	}
	if out.ContentLength == nil {
		return 0, errors.New("size unknown")
	}
	return *out.ContentLength, nil
}

// Restore writes an object to a file.
func (s *Source) Restore(ctx context.Context, key, file string) (err error) {
	out, err := s.store().GetObject(ctx, s.object(key)) //oracle:leak the file cannot be made
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("restore %s: %w", key, err)
	}
	defer f.Close()
	defer out.Body.Close()
	_, err = io.Copy(f, out.Body)
	return err
}

// RestoreChecked makes the file first.
func (s *Source) RestoreChecked(ctx context.Context, key, file string) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("restore %s: %w", key, err)
	}
	defer f.Close()
	out, err := s.store().GetObject(ctx, s.object(key))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, out.Body)
	return errors.Join(err, out.Body.Close())
}

// Stream hands the body to its caller.
func (s *Source) Stream(ctx context.Context, key string) (io.ReadCloser, string, error) {
	out, err := s.store().GetObject(ctx, s.object(key))
	if err != nil {
		return nil, "", err
	}
	return out.Body, out.ContentType, nil
}

// Blob copies a blob to w.
func (s *Source) Blob(ctx context.Context, name string, w io.Writer) (int64, error) {
	d, err := s.store().DownloadStream(ctx, name)
	if err != nil {
		return 0, err
	}
	body := d.Body()
	defer body.Close()
	return io.Copy(w, body)
}

// BlobLine returns the first line of a blob.
func (s *Source) BlobLine(ctx context.Context, name string) (string, error) {
	d, err := s.store().DownloadStream(ctx, name) //oracle:leak a scanner does not close
	if err != nil {
		return "", err
	}
	lines := bufio.NewScanner(d.Response.Body)
	lines.Scan()
	return lines.Text(), lines.Err()
}

// BlobID returns the number of the request that would download a blob.
func (s *Source) BlobID(ctx context.Context, name string) (string, error) {
	d, err := s.store().DownloadStream(ctx, name) //oracle:leak the body is not even looked at
	return d.RequestID, err
}

// Verify compares an object with its size.
func (s *Source) Verify(ctx context.Context, key string) error {
	r, err := s.store().NewReader(ctx, key) //oracle:leak of unknown size
	if err != nil {
		return err
	}
	if r.Size() < 0 {
		return fmt.Errorf("verify %s: unknown size", key)
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, r)
	if err == nil && n != r.Size() {
		err = fmt.Errorf("verify %s: %d bytes of %d", key, n, r.Size())
	}
	return err
}

// VerifyClosed closes in any case.
func (s *Source) VerifyClosed(ctx context.Context, key string) error {
	r, err := s.store().NewReader(ctx, key)
	if err != nil {
		return err
	}
	defer r.Close()
	if r.Size() < 0 {
		return fmt.Errorf("verify %s: unknown size", key)
	}
	_, err = io.Copy(io.Discard, r)
	return err
}

// Keys lists keys; nothing of that is open.
func (s *Source) Keys(ctx context.Context) (int, error) {
	list, err := s.store().List(ctx, "daily")
	if err != nil {
		return 0, err
	}
	return len(list.Keys) + len(list.Raw), nil
}
