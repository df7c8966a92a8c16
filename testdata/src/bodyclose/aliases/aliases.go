// Package aliases holds other names for a body: any of them closes it, and only it.
package aliases

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

var errStatus = errors.New("unexpected status")

func bodyVariable(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	body := resp.Body
	defer body.Close()
	return io.ReadAll(body)
}

func bodyVariableOneArm(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	var body io.ReadCloser = io.NopCloser(strings.NewReader(""))
	if resp.StatusCode == http.StatusOK {
		body = resp.Body
	}
	defer body.Close()
	return io.ReadAll(body)
}

func bodyVariableBothArms(c *http.Client, url string) (b []byte, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	body := resp.Body
	if resp.StatusCode != http.StatusOK {
		body = http.MaxBytesReader(nil, resp.Body, 512)
	}
	defer body.Close()
	return io.ReadAll(body)
}

func onlyCloser(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var closer io.Closer = resp.Body
	_, err = io.Copy(io.Discard, resp.Body)
	return errors.Join(err, closer.Close())
}

type shutter interface{ Close() error }

func ownInterface(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var s shutter = resp.Body
	return s.Close()
}

func assertedCloser(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var r io.Reader = resp.Body
	if _, err := io.Copy(io.Discard, r); err != nil {
		resp.Body.Close()
		return err
	}
	if closer, ok := r.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

// readerOnly keeps what cannot be closed.
func readerOnly(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	r := bufio.NewReader(io.LimitReader(resp.Body, 1<<20))
	return r.ReadString('\n')
}

func readerAndBody(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	r := bufio.NewReader(io.LimitReader(resp.Body, 1<<20))
	line, err := r.ReadString('\n')
	return line, errors.Join(err, resp.Body.Close())
}

// gzipOnly closes the gzip reader, which closes nothing below it.
func gzipOnly(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		return nil, err
	}
	defer zr.Close()
	return io.ReadAll(zr)
}

func gzipAndBody(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		return nil, err
	}
	defer zr.Close()
	return io.ReadAll(zr)
}

// gzipReplaces puts the gzip reader in the place of the body.
func gzipReplaces(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if zr, err := gzip.NewReader(resp.Body); err == nil {
		resp.Body = zr
	} else if resp.StatusCode != http.StatusOK {
		resp.Body = io.NopCloser(strings.NewReader("not zipped"))
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func nopReplaces(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(b))
	defer func() { resp.Body.Close() }()
	return err
}

func nopReplacesAfterClose(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

// nopReplacesBeforeDeferredClose is fine: the defer holds the body of before.
func nopReplacesBeforeDeferredClose(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

// nopReturned returns a body that closes nothing.
func nopReturned(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 500 {
		return resp, nil
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		b = []byte(err.Error())
	}
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, nil
}

func maxBytes(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	resp.Body = http.MaxBytesReader(nil, resp.Body, 1<<10)
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func nopOverBody(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	rc := io.NopCloser(resp.Body)
	defer rc.Close()
	return io.ReadAll(rc)
}

// pointerToResponse closes through a pointer to the variable.
func pointerToResponse(c *http.Client, url string) error {
	var resp *http.Response
	p := &resp
	var err error
	*p, err = c.Get(url)
	if err != nil {
		return err
	}
	return (*p).Body.Close()
}

func pointerToBody(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	body := &resp.Body
	defer (*body).Close()
	return nil
}

// copiedStruct has its own Body field, with the same body in it.
func copiedStruct(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	other := *resp
	return other.Body.Close()
}

func secondVariable(c *http.Client, url string) error {
	resp, err := c.Get(url + "/a")
	if err != nil {
		return err
	}
	first := resp
	resp, err = c.Get(url + "/b") // want "is not closed"
	if err != nil {
		first.Body.Close()
		return err
	}
	first.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return resp.Body.Close()
}

func swapped(c *http.Client, url string) error {
	a, err := c.Get(url + "/a")
	if err != nil {
		return err
	}
	b, err := c.Get(url + "/b")
	if err != nil {
		a.Body.Close()
		return err
	}
	a, b = b, a
	a.Body.Close()
	b.Body.Close()
	return nil
}

// swappedOnce closes the same response twice.
func swappedOnce(c *http.Client, url string) error {
	a, err := c.Get(url + "/a")
	if err != nil {
		return err
	}
	b, err := c.Get(url + "/b") // want "is not closed"
	if err != nil {
		a.Body.Close()
		return err
	}
	a.Body.Close()
	if a.StatusCode != http.StatusOK {
		b = a
	}
	b.Body.Close()
	return fmt.Errorf("done")
}
