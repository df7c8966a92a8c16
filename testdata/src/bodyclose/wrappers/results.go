package wrappers

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// reply is returned behind an interface, by value.
type reply interface {
	Code() int
	Text() (string, error)
	io.Closer
}

type answer struct{ resp *http.Response }

func (a answer) Code() int { return a.resp.StatusCode }

func (a answer) Text() (string, error) {
	data, err := io.ReadAll(a.resp.Body)
	return string(data), err
}

func (a answer) Close() error { return a.resp.Body.Close() }

// whole closes what it reads.
type whole struct {
	answer
	name string
}

func (w whole) Text() (string, error) {
	defer w.resp.Body.Close()
	return w.answer.Text()
}

func ask(c *http.Client, url string) (reply, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return answer{resp}, nil
}

func askWhole(c *http.Client, url string) (reply, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return whole{answer{resp}, url}, nil
}

func code(c *http.Client, url string) (int, error) {
	r, err := ask(c, url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return r.Code(), nil
}

func codeClosed(c *http.Client, url string) (int, error) {
	r, err := ask(c, url)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return r.Code(), nil
}

func text(c *http.Client, url string) (string, error) {
	r, err := ask(c, url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return r.Text()
}

func textWhole(c *http.Client, url string) (string, error) {
	r, err := askWhole(c, url)
	if err != nil {
		return "", err
	}
	return r.Text()
}

func textWholeSometimes(c *http.Client, url string) (string, error) {
	r, err := askWhole(c, url) // want "is not closed"
	if err != nil {
		return "", err
	}
	if r.Code() != http.StatusOK {
		return "", errors.New("no text")
	}
	return r.Text()
}

// asserted gets the struct out of the interface again.
func assertedAnswer(c *http.Client, url string) error {
	r, err := ask(c, url)
	if err != nil {
		return err
	}
	if a, ok := r.(answer); ok {
		return a.resp.Body.Close()
	}
	return r.Close()
}

// eachAnswer has one box for each round.
func eachAnswer(c *http.Client, urls []string) (n int, err error) {
	var last reply
	for _, url := range urls {
		r, err := ask(c, url) // want "is not closed"
		if err != nil {
			return n, err
		}
		if last != nil {
			last.Close()
		}
		last = r
		n += r.Code()
	}
	if last != nil {
		err = last.Close()
	}
	return n, err
}

// inflated has the Close of a flate reader, which does not close what that reads from.
type inflated struct {
	io.ReadCloser
	src io.ReadCloser
}

func inflate(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
	return inflated{flate.NewReader(resp.Body), resp.Body}, nil
}

// both closes both.
type both struct {
	*gzip.Reader
	src io.Closer
}

func (b both) Close() error { return errors.Join(b.Reader.Close(), b.src.Close()) }

func unzipBoth(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return both{zr, resp.Body}, nil
}

// pair has the reader of one and the Close of the other.
func pair(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, 10), resp.Body}, nil
}

// kept looks dead, but is looked for.
type kept struct {
	io.ReadCloser
	src io.ReadCloser
}

func wrapKept(c *http.Client, url string) (io.ReadCloser, error) {
	resp, err := c.Get(url) //oracle:miss finish looks for what is in it
	if err != nil {
		return nil, err
	}
	return &kept{io.NopCloser(resp.Body), resp.Body}, nil
}

func finish(rc io.ReadCloser) error {
	if k, ok := rc.(*kept); ok {
		return k.src.Close()
	}
	return rc.Close()
}

func useKept(c *http.Client, url string) error {
	rc, err := wrapKept(c, url)
	if err != nil {
		return err
	}
	return finish(rc)
}

// below makes checks.
func below(limit int) func(*http.Response) error {
	return func(resp *http.Response) error {
		if resp.StatusCode < limit {
			return nil
		}
		return fmt.Errorf("status %d", resp.StatusCode)
	}
}

// closedAt makes checks that close what they do not like.
func closedAt(limit int) func(*http.Response) error {
	return func(resp *http.Response) error {
		if resp.StatusCode < limit {
			return nil
		}
		return errors.Join(fmt.Errorf("status %d", resp.StatusCode), resp.Body.Close())
	}
}

func checkedBelow(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if err := below(300)(resp); err != nil {
		return err
	}
	return resp.Body.Close()
}

func checkedClosedAt(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	check := closedAt(300)
	if err := check(resp); err != nil {
		return err
	}
	return resp.Body.Close()
}

// getter makes functions that open.
func getter(c *http.Client) func(url string) (*http.Response, error) {
	return func(url string) (*http.Response, error) { return c.Get(url) }
}

func gotten(c *http.Client, url string) (int, error) {
	resp, err := getter(c)(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func gottenClosed(c *http.Client, url string) (int, error) {
	get := getter(c)
	resp, err := get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// either makes one of two: which is not known.
func either(read bool) func(*http.Response) error {
	if read {
		return func(resp *http.Response) error { return resp.Body.Close() }
	}
	return func(resp *http.Response) error { return nil }
}

func eitherUsed(c *http.Client, url string) error {
	resp, err := c.Get(url) //oracle:miss which literal either returns is not followed
	if err != nil {
		return err
	}
	return either(len(url) > 1000)(resp)
}

// valuer returns responses by value.
type valuer interface {
	value(url string) (http.Response, error)
}

type valueClient struct{ *http.Client }

func (c valueClient) value(url string) (http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return http.Response{}, err
	}
	return *resp, nil
}

func valueStatus(c *http.Client, url string) (string, error) {
	var v valuer = valueClient{c}
	resp, err := v.value(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}

func valueClosed(c *http.Client, url string) (string, error) {
	var v valuer = valueClient{c}
	resp, err := v.value(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Status, nil
}
