// Package effects has functions whose effects on open bodies are facts.
package effects

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

// --- parameters ---

func Close(c io.Closer) { // want Close:"^closes\\(0\\)$"
	_ = c.Close()
}

func Drain(rc io.ReadCloser) error { // want Drain:"^closes\\(0\\)$"
	defer rc.Close()
	_, err := io.CopyN(io.Discard, rc, 4096)
	return err
}

func DeferredWithError(errp *error, c io.Closer) { // want DeferredWithError:"closes\\(1\\)$"
	if err := c.Close(); err != nil && *errp == nil {
		*errp = err
	}
}

func Run(f func() error) error { // want Run:"^closes\\(0\\), reports\\(0\\)$"
	return f()
}

func RunThenClose(f func() error, c io.Closer) error { // want RunThenClose:"closes\\(0\\).* closes\\(1\\), reports\\(0\\)$"
	defer c.Close()
	return f()
}

func StatusText(resp *http.Response) string { // want StatusText:"^leaves\\(0\\)$"
	return fmt.Sprint(resp.StatusCode, resp.Header)
}

func Read(resp *http.Response) ([]byte, error) { // want Read:"^leaves\\(0\\)$"
	return io.ReadAll(resp.Body)
}

var kept []io.Closer

func Keep(c io.Closer) { // want Keep:"^keeps\\(0\\)$"
	kept = append(kept, c)
}

// CheckStatus closes the response that it turns into an error.
func CheckStatus(resp *http.Response) error { // want CheckStatus:"^closes\\(0\\) on error, leaves\\(0\\) on success$"
	if resp.StatusCode < 400 {
		return nil
	}
	defer resp.Body.Close()
	return errors.New(resp.Status)
}

// NotFound forgets to.
func NotFound(resp *http.Response) error { // want NotFound:"^closes\\(0\\), leaves\\(0\\) on error$"
	if resp.StatusCode == 404 {
		return errors.New("not found")
	}
	return resp.Body.Close()
}

// CloseIf leaves it to its caller.
func CloseIf(really bool, c io.Closer) { // want CloseIf:"^perhaps closes\\(1\\), perhaps leaves\\(1\\)$"
	if really {
		c.Close()
	}
}

func Must[T any](v T, err error) T { // want Must:"^leaves\\(0\\), returns\\(0\\) as 0, opens nothing$"
	if err != nil {
		panic(err)
	}
	return v
}

func Exit(code int) { // want Exit:"^never returns$"
	fmt.Println("bye")
	os.Exit(code)
}

// --- results ---

func Open(u string) (*http.Response, error) { // want Open:"^opens\\(0\\)$"
	return http.Get(u)
}

func OpenBody(u string) (io.ReadCloser, error) { // want OpenBody:"^opens\\(0\\)$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func OpenWithError(u string) (*http.Response, error) { // want OpenWithError:"^opens\\(0\\), opens\\(0\\) on error$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != 200 {
		return resp, errors.New(resp.Status)
	}
	return resp, nil
}

func InMemory(u string) (*http.Response, error) { // want InMemory:"^opens nothing$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(b))
	return resp, err
}

type Result struct{ raw *http.Response } // want Result:"^owns a body$"

func (r *Result) Close() error { return r.raw.Body.Close() } // want Close:"^closes\\(0\\)$"

func (r *Result) Code() int { return r.raw.StatusCode } // want Code:"^leaves\\(0\\)$"

func (r *Result) Bytes() ([]byte, error) { // want Bytes:"^closes\\(0\\)$"
	defer r.raw.Body.Close()
	return io.ReadAll(r.raw.Body)
}

func Fetch(u string) (*Result, error) { // want Fetch:"^opens\\(0\\)$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	return &Result{resp}, nil
}

func unexported(c io.Closer) { c.Close() } // nobody else can call it

// --- options ---

type Options struct{ Raw bool }

// Perhaps returns an open response if its caller wants that.
func (o *Options) Perhaps(u string) (*http.Response, error) { // want Perhaps:"^(.*, )?opens\\(0\\) if 0\\*\\.0 == true$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	if o.Raw {
		return resp, nil
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp, err
}

// ByStatus closes what cannot be of use.
func ByStatus(u string) (*http.Response, error) { // want ByStatus:"^opens\\(0\\)$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNoContent {
		resp.Body.Close()
	}
	return resp, nil
}

// --- interfaces ---

type Fetcher interface {
	FetchAll(u string) (*http.Response, error)  // want FetchAll:"^implemented, opens nothing$"
	FetchSome(u string) (*http.Response, error) // want FetchSome:"^implemented, may open$"
}

type fetcher struct{}

func (fetcher) FetchAll(u string) (*http.Response, error) { // want FetchAll:"^opens nothing$"
	resp, err := http.Get(u)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp, err
}

func (fetcher) FetchSome(u string) (*http.Response, error) { // want FetchSome:"^opens\\(0\\)$"
	return http.Get(u)
}

// A Doer is what http.Client is, whoever else implements it: its importers see that themselves.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// --- responses without a body ---

type Double struct{}

func (Double) Do(*http.Request) (*http.Response, error) { // want Do:"^leaves.*, opens nothing, perhaps without a body$"
	return &http.Response{StatusCode: http.StatusOK}, nil
}

// By returns what somebody else's does.
func By(d Doer, req *http.Request) (*http.Response, error) { // want By:"^keeps.*, opens\\(0\\), perhaps without a body, relayed$"
	return d.Do(req)
}

// Empty has a body without bytes.
func Empty() *http.Response { // want Empty:"^opens nothing$"
	resp := &http.Response{StatusCode: http.StatusOK}
	resp.Body = http.NoBody
	return resp
}
