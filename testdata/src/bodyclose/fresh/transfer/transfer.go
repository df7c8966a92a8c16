// Package transfer downloads and uploads files, with the checks and the tries of programs that
// people use.
//
//fresh:family P10
package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrChecksum says that a download is not what was asked for.
var ErrChecksum = errors.New("transfer: checksum does not match")

// A Manager transfers.
type Manager struct {
	hc      *http.Client
	baseURL string
}

func (m *Manager) do(ctx context.Context, method, resource string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, m.baseURL+"/"+resource, body)
	if err != nil {
		return nil, fmt.Errorf("transfer: %w", err)
	}
	resp, err := m.hc.Do(req)
	if err != nil {
		return nil, fmt.Errorf("transfer: %w", err)
	}
	return resp, nil
}

// Download writes a resource to a file by way of another file beside it.
func (m *Manager) Download(ctx context.Context, resource, file string) (err error) {
	resp, err := m.do(ctx, http.MethodGet, resource, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("transfer: %s: %s", resource, resp.Status)
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), "part-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := io.Copy(tmp, resp.Body); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}

// DownloadSum compares a checksum, and makes the file between the request and the defer.
func (m *Manager) DownloadSum(ctx context.Context, file, sum string) error {
	resp, err := m.do(ctx, http.MethodGet, "file", nil) //oracle:leak the file could not be made
	if err != nil {
		return err
	}
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("transfer: %w", err)
	}
	defer out.Close()
	defer resp.Body.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), resp.Body); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != strings.ToLower(sum) {
		return ErrChecksum
	}
	return nil
}

// Upload sends a form.
func (m *Manager) Upload(ctx context.Context, name string, r io.Reader) (id int, err error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(part, r); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	resp, err := m.do(ctx, http.MethodPost, "upload", &form)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return 0, fmt.Errorf("transfer: upload %s: %s: %s", name, resp.Status, text)
	}
	var created struct{ ID int }
	err = json.NewDecoder(resp.Body).Decode(&created)
	return created.ID, err
}

// UploadPiped writes the form while it is sent.
func (m *Manager) UploadPiped(ctx context.Context, name string, r io.Reader) error {
	pr, pw := io.Pipe()
	w := multipart.NewWriter(pw)
	go func() {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = io.Copy(part, r)
		}
		pw.CloseWithError(errors.Join(err, w.Close()))
	}()
	resp, err := m.do(ctx, http.MethodPut, "upload", pr) //oracle:leak a status of its own
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNotFound {
		return errors.New("transfer: nowhere to put it")
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return errors.New(resp.Status)
	}
	return resp.Body.Close()
}

// Latest reads a version, and checks the status only after it has read.
func (m *Manager) Latest(ctx context.Context) (string, error) {
	resp, err := m.do(ctx, http.MethodGet, "latest", nil) //oracle:leak both of the early returns
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("transfer: %s: %s", resp.Status, text)
	}
	resp.Body.Close()
	return string(text), nil
}

// Manifest returns it, and logs what goes wrong.
func (m *Manager) Manifest(ctx context.Context) (list []string, err error) {
	resp, err := m.do(ctx, http.MethodGet, "manifest", nil)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err := resp.Body.Close(); err != nil {
			slog.WarnContext(ctx, "close", "error", err)
		}
	}()
	dec := json.NewDecoder(resp.Body)
	dec.UseNumber()
	err = dec.Decode(&struct{ Items *[]string }{&list})
	return list, err
}

// send is the retry helper of this package: op stores what it gets.
//
//fresh:family P11
func (m *Manager) send(times int, op func() (*http.Response, error)) (resp *http.Response, err error) {
	for i := range times {
		resp, err = op()
		if err == nil && resp.StatusCode < http.StatusInternalServerError {
			return resp, nil
		}
		if err == nil && i < times-1 {
			resp.Body.Close()
		}
		time.Sleep(10 * time.Microsecond)
	}
	return resp, err
}

// Fetch returns what send returns.
//
//fresh:family P11
func (m *Manager) Fetch(ctx context.Context, resource string) (*http.Response, error) {
	return m.send(3, func() (*http.Response, error) {
		return m.do(ctx, http.MethodGet, resource, nil)
	})
}

// FetchVar lets a literal store it.
//
//fresh:family P11
func (m *Manager) FetchVar(ctx context.Context, resource string) (resp *http.Response, err error) {
	err = again(3, func() (err error) {
		resp, err = m.do(ctx, http.MethodGet, resource, nil)
		return err
	})
	return resp, err
}

// again calls op until it does not fail.
func again(times int, op func() error) (err error) {
	for range times {
		if err = op(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("after %d tries: %w", times, err)
}

// FetchText reads what a literal stored.
//
//fresh:family P11
func (m *Manager) FetchText(ctx context.Context, resource string) (string, error) {
	var resp *http.Response
	if err := again(3, func() (err error) {
		resp, err = m.do(ctx, http.MethodGet, resource, nil)
		return err
	}); err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}

// FetchType forgets what a literal stored.
//
//fresh:family P11
func (m *Manager) FetchType(ctx context.Context, resource string) (string, error) {
	var resp *http.Response
	err := again(3, func() (err error) {
		resp, err = m.do(ctx, http.MethodGet, resource, nil) //oracle:leak the variable is local
		return err
	})
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Content-Type"), nil
}

// Push sends by the retry helper and looks at the status.
//
//fresh:family P11
func (m *Manager) Push(ctx context.Context, resource string) error {
	resp, err := m.send(2, func() (*http.Response, error) { //oracle:leak a push that was accepted
		return m.do(ctx, http.MethodPost, resource, strings.NewReader("{}"))
	})
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return errors.Join(errors.New(resp.Status), resp.Body.Close())
	}
	return nil
}
