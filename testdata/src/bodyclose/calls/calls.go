// Package calls holds functions of one package that close, keep, or only look at
// a body for each other.
package calls

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// drainAndClose closes always.
func drainAndClose(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 4<<10)
	_ = body.Close()
}

// drain does not close, whatever its parameter could.
func drain(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 4<<10)
}

func closes(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer drainAndClose(resp.Body)
	return nil
}

func drains(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	defer drain(resp.Body)
	return nil
}

// readAll closes the response that it reads.
func readAll(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	return io.ReadAll(resp.Body)
}

// readOK closes on success only.
func readOK(resp *http.Response) ([]byte, error) {
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func useReadAll(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return readAll(resp)
}

func useReadOK(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	return readOK(resp)
}

func useReadOKAndClose(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	b, err := readOK(resp)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return b, nil
}

// check reads the error message of a bad response, and closes that response.
func check(resp *http.Response) error {
	if resp.StatusCode < 300 {
		return nil
	}
	defer resp.Body.Close()
	msg, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	return fmt.Errorf("%s: %s", resp.Status, bytes.TrimSpace(msg))
}

func useCheck(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if err := check(resp); err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func useCheckForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if err := check(resp); err != nil {
		return err
	}
	return nil
}

// useCheckSwapped takes check for one that closes when all is well.
func useCheckSwapped(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	err = check(resp)
	if err != nil {
		resp.Body.Close()
	}
	return err
}

// inspect only looks.
func inspect(resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

func useInspect(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if err := inspect(resp); err != nil {
		return err
	}
	return resp.Body.Close()
}

func useInspectAndClose(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return inspect(resp)
}

// get returns an open response.
func get(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", url, err)
	}
	return resp, nil
}

// getOK returns an open response if the status is 200, and none otherwise.
func getOK(c *http.Client, url string) (*http.Response, error) {
	resp, err := get(c, url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
	return resp, nil
}

// getRead returns a response whose body was read and closed.
func getRead(c *http.Client, url string) (*http.Response, []byte, error) {
	resp, err := getOK(c, url)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp, b, err
}

func useGet(c *http.Client, url string) int {
	resp, err := get(c, url) // want "is never closed"
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func useGetOK(c *http.Client, url string) (v map[string]any, err error) {
	resp, err := getOK(c, url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return v, json.NewDecoder(resp.Body).Decode(&v)
}

func useGetOKForgets(c *http.Client, url string) (v map[string]any, err error) {
	resp, err := getOK(c, url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if err = json.NewDecoder(resp.Body).Decode(&v); err != nil {
		return nil, err
	}
	return v, resp.Body.Close()
}

func useGetRead(c *http.Client, url string) (string, error) {
	resp, b, err := getRead(c, url)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Content-Type") + string(b), nil
}

// bodyOf returns an alias of what it gets.
func bodyOf(resp *http.Response) io.ReadCloser { return resp.Body }

func useBodyOf(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	rc := bodyOf(resp)
	defer rc.Close()
	return io.ReadAll(rc)
}

func useBodyOfForgets(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(bodyOf(resp))
}

// open returns the body; its caller closes.
func open(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		return resp.Body, nil
	case http.StatusNotFound:
		resp.Body.Close()
		return nil, errors.New("not found")
	}
	return nil, errors.Join(errors.New(resp.Status), resp.Body.Close())
}

func useOpen(c *http.Client, url string) (string, error) {
	body, err := open(c, url)
	if err != nil {
		return "", err
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	return string(b), err
}

func useOpenForgets(c *http.Client, url string) (string, error) {
	body, err := open(c, url) // want "is never closed"
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(body)
	return string(b), err
}

// openLeaks loses the body of a bad answer.
func openLeaks(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New(resp.Status)
	}
	return resp.Body, nil
}

// closeIf perhaps closes: its flag decides.
func closeIf(flag bool, body io.Closer) {
	if flag {
		body.Close()
	}
}

func useCloseIf(c *http.Client, url string, keep bool) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	closeIf(!keep, resp.Body)
	if keep {
		resp.Body.Close()
	}
	return nil
}

// closeAll closes each of its arguments.
func closeAll(closers ...io.Closer) (err error) {
	for _, c := range closers {
		err = errors.Join(err, c.Close())
	}
	return err
}

// closeUntilError stops at the first error: the second one may stay open.
func closeUntilError(a, b io.Closer) error {
	if err := a.Close(); err != nil {
		return err
	}
	return b.Close()
}

type failing struct{}

func (failing) Close() error { return errors.New("no") }

func useCloseAll(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return closeAll(failing{}, resp.Body)
}

func useCloseUntilError(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is (not|never) closed"
	if err != nil {
		return err
	}
	return closeUntilError(failing{}, resp.Body)
}

func useCloseFirst(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return closeUntilError(resp.Body, failing{})
}

// drop is recursive: it closes in the end.
func drop(n int, body io.Closer) error {
	if n == 0 {
		return body.Close()
	}
	return drop(n-1, body)
}

func useDrop(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return drop(2, resp.Body)
}

// count is recursive and never closes.
func count(resp *http.Response, n int) int {
	if n == 0 {
		return resp.StatusCode
	}
	return 1 + count(resp, n-1)
}

func useCount(c *http.Client, url string) int {
	resp, err := c.Get(url) //oracle:miss recursion counts as unknown
	if err != nil {
		return 0
	}
	return count(resp, 2)
}

// passThrough hands both results of a call to another call.
func passThrough(c *http.Client, url string) ([]byte, error) {
	return finish(c.Get(url))
}

func finish(resp *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func passThroughForgets(c *http.Client, url string) (int, error) {
	return status(c.Get(url)) // want "is never closed"
}

func status(resp *http.Response, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
