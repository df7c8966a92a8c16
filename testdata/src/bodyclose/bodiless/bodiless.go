// Package bodiless gets answers that have no body: those to HEAD, those with certain statuses, and empty ones.
package bodiless

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

var errStatus = errors.New("status")

// --- the method ---

func byClient(c *http.Client, url string) (string, error) {
	resp, err := c.Head(url)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}

type header interface {
	Head(url string) (*http.Response, error)
}

func byInterface(h header, url string) (string, error) {
	resp, err := h.Head(url)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}

func byMethodValue(c *http.Client, url string) (string, error) {
	ask := c.Head
	resp, err := ask(url)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}

func byRequest(c *http.Client, url string) error {
	req, err := http.NewRequest("HEAD", url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "*/*")
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		return errStatus
	}
	return nil
}

func byCopy(ctx context.Context, c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	req = req.WithContext(ctx)
	_, err = c.Do(req)
	return err
}

func byCopyOfGet(ctx context.Context, c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req = req.WithContext(ctx)
	_, err = c.Do(req) // want "is discarded"
	return err
}

func byField(c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Method = http.MethodHead
	_, err = c.Do(req)
	return err
}

// byFieldAfter says HEAD too late for the first answer.
func byFieldAfter(c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if _, err = c.Do(req); err != nil { // want "is discarded"
		return err
	}
	req.Method = http.MethodHead
	_, err = c.Do(req)
	return err
}

func byLiteral(c *http.Client, url string) error {
	parsed, err := http.NewRequest("", url, nil)
	if err != nil {
		return err
	}
	req := &http.Request{Method: http.MethodHead, URL: parsed.URL, Header: make(http.Header)}
	_, err = c.Do(req)
	return err
}

func byChoice(c *http.Client, url string, whole bool) (int64, error) {
	method := http.MethodHead
	if whole {
		method = http.MethodGet
	}
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	if !whole {
		return resp.ContentLength, nil
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// byChoiceTurned closes the body that there is not.
func byChoiceTurned(c *http.Client, url string, whole bool) (int64, error) {
	method := http.MethodHead
	if whole {
		method = http.MethodGet
	}
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req) // want "is not closed"
	if err != nil {
		return 0, err
	}
	if whole {
		return resp.ContentLength, nil
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

// --- helpers ---

type service struct {
	c     *http.Client
	base  string
	agent string
}

func (s *service) newRequest(ctx context.Context, method, path string) (req *http.Request, err error) {
	req, err = http.NewRequestWithContext(ctx, method, s.base+path, nil)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	req.Header.Set("User-Agent", s.agent)
	return req, nil
}

func (s *service) signed(ctx context.Context, method, path string) (*http.Request, error) {
	req, err := s.newRequest(ctx, method, path)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "none")
	return req.WithContext(ctx), nil
}

func (s *service) do(req *http.Request) (*http.Response, error) {
	req.Header.Set("Via", "service")
	resp, err := s.c.Do(req)
	if err != nil {
		return nil, fmt.Errorf("do: %w", err)
	}
	return resp, nil
}

func (s *service) send(ctx context.Context, path, method string) (*http.Response, error) {
	req, err := s.signed(ctx, method, path)
	if err != nil {
		return nil, err
	}
	return s.do(req)
}

func (s *service) retried(ctx context.Context, path, method string) (*http.Response, error) {
	resp, err := s.send(ctx, path, method)
	if err != nil {
		resp, err = s.send(ctx, path, method)
	}
	return resp, err
}

func (s *service) exists(ctx context.Context) bool {
	req, err := s.signed(ctx, http.MethodHead, "/thing")
	if err != nil {
		return false
	}
	resp, err := s.do(req)
	return err == nil && resp.StatusCode == http.StatusOK
}

func (s *service) existsByGet(ctx context.Context) bool {
	req, err := s.signed(ctx, http.MethodGet, "/thing")
	if err != nil {
		return false
	}
	resp, err := s.do(req) // want "is never closed"
	return err == nil && resp.StatusCode == http.StatusOK
}

func (s *service) sent(ctx context.Context) (string, error) {
	resp, err := s.retried(ctx, "/thing", "HEAD")
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}

func (s *service) sentByGet(ctx context.Context) (string, error) {
	resp, err := s.retried(ctx, "/thing", "GET") // want "is never closed"
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}

// open has something to close unless the method is HEAD.
func (s *service) open(ctx context.Context, method string) (io.ReadCloser, error) {
	req, err := s.newRequest(ctx, method, "/thing")
	if err != nil {
		return nil, err
	}
	resp, err := s.do(req)
	if err != nil {
		return nil, err
	}
	if method == http.MethodHead {
		return nil, nil
	}
	return resp.Body, nil
}

// openUnless takes the wrong method for one without a body.
func (s *service) openUnless(ctx context.Context, method string) (io.ReadCloser, error) {
	req, err := s.newRequest(ctx, method, "/thing")
	if err != nil {
		return nil, err
	}
	resp, err := s.do(req) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if method == http.MethodOptions {
		return nil, nil
	}
	return resp.Body, nil
}

func (s *service) methods(ctx context.Context) (int, error) {
	for _, method := range []string{http.MethodGet, http.MethodOptions, http.MethodPost} {
		body, err := s.openUnless(ctx, method)
		if err != nil {
			return 0, err
		}
		if body != nil {
			body.Close()
		}
	}
	body, err := s.open(ctx, http.MethodGet)
	if err != nil {
		return 0, err
	}
	return 0, body.Close()
}

func askedAgain(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	if resp.Request.Method == http.MethodHead {
		return resp.StatusCode, nil
	}
	return resp.StatusCode, resp.Body.Close()
}

// --- the status ---

func noContent(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if code := resp.StatusCode; code == http.StatusNoContent || code == http.StatusNotModified {
		return nil
	}
	return resp.Body.Close()
}

func noContentOrFound(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if code := resp.StatusCode; code == http.StatusNoContent || code == http.StatusNotFound {
		return nil
	}
	return resp.Body.Close()
}

func unlessNoContent(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusNoContent {
		return errStatus
	}
	return resp.Body.Close()
}

func bySwitch(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	switch resp.StatusCode {
	case http.StatusNoContent, http.StatusNotModified:
		return "", nil
	case http.StatusOK:
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		return string(text), err
	}
	resp.Body.Close()
	return "", errStatus
}

func bySwitchOneMore(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return "", err
	}
	switch resp.StatusCode {
	case http.StatusNoContent, http.StatusNotFound:
		return "", nil
	}
	resp.Body.Close()
	return "", errStatus
}

const nothingNew = 304

func byRange(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if nothingNew <= resp.StatusCode && resp.StatusCode < nothingNew+1 {
		return nil
	}
	return resp.Body.Close()
}

func byWiderRange(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if nothingNew <= resp.StatusCode && resp.StatusCode < nothingNew+200 {
		return nil
	}
	return resp.Body.Close()
}

func lacks(code int) bool { return code == http.StatusNoContent || code == http.StatusNotModified }

func byHelper(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if lacks(resp.StatusCode) {
		return nil
	}
	return resp.Body.Close()
}

func failed(code int) bool { return code >= 400 }

func byOtherHelper(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if failed(resp.StatusCode) {
		return nil
	}
	return resp.Body.Close()
}

func unchanged(resp *http.Response) bool { return resp.StatusCode == http.StatusNotModified }

func byHelperOfResponse(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if unchanged(resp) {
		return nil
	}
	return resp.Body.Close()
}

// body closes what it does not return, if there is anything.
func body(resp *http.Response) io.ReadCloser {
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil
	}
	return resp.Body
}

func throughBody(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if b := body(resp); b != nil {
		return b.Close()
	}
	return nil
}

type answer struct {
	*http.Response
	tries int
}

func (s *service) answer(url string) (*answer, error) {
	resp, err := s.c.Get(url)
	if err != nil {
		return nil, err
	}
	return &answer{resp, 1}, nil
}

func (s *service) answered(url string) error {
	a, err := s.answer(url)
	if err != nil {
		return err
	}
	if a.StatusCode == http.StatusNoContent {
		return nil
	}
	return a.Body.Close()
}

func (s *service) answeredFound(url string) error {
	a, err := s.answer(url) // want "is not closed"
	if err != nil {
		return err
	}
	if a.StatusCode == http.StatusNotFound {
		return nil
	}
	return a.Body.Close()
}

func untilThere(c *http.Client, url string) error {
	for range 3 {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusNoContent {
			continue
		}
		return resp.Body.Close()
	}
	return errStatus
}

func untilFound(c *http.Client, url string) error {
	for range 3 {
		resp, err := c.Get(url) // want "is overwritten by the next iteration"
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusNotFound {
			continue
		}
		return resp.Body.Close()
	}
	return errStatus
}

// --- the length ---

func empty(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.ContentLength == 0 {
		return nil
	}
	return resp.Body.Close()
}

func ofUnknownLength(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.ContentLength < 0 {
		return nil
	}
	return resp.Body.Close()
}

// --- other protocols ---

// A dialed connection is the caller's, whatever is read from it.
func upgraded(rt http.RoundTripper, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, strings.NewReader(""))
	if err != nil {
		return err
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		resp.Body.Close()
		return errStatus
	}
	return nil
}

//oracle:norun the server does not switch
func upgradedByClient(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		resp.Body.Close()
		return errStatus
	}
	return nil
}

//oracle:norun there is no connection to read from
func readFrom(r *bufio.Reader, req *http.Request) (int, error) {
	resp, err := http.ReadResponse(r, req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
