// Package wrappers gives bodies to readers by way of wrappers. What their methods do decides.
package wrappers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// traced tells a callback what is read.
type traced struct {
	io.ReadCloser
	got func(n int)
}

func (t *traced) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	t.got(n)
	return n, err
}

// counted counts by value.
type counted struct {
	r io.Reader
	n *int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	return n, err
}

// closing closes at the end.
type closing struct {
	src  io.ReadCloser
	done bool
}

func (c *closing) Read(p []byte) (int, error) {
	if c.done {
		return 0, io.EOF
	}
	n, err := c.src.Read(p)
	if err != nil {
		c.done = true
		c.src.Close()
	}
	return n, err
}

// asserting closes what it was given as a reader.
type asserting struct{ r io.Reader }

func (a *asserting) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	if err != nil {
		if c, ok := a.r.(io.Closer); ok {
			c.Close()
		}
	}
	return n, err
}

// limited fails beyond a limit, and closes then, but not before.
type limited struct {
	body io.ReadCloser
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		l.body.Close()
		return 0, errors.New("too long")
	}
	n, err := l.body.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

// copying closes what WriteTo has written.
type copying struct{ body io.ReadCloser }

func (c *copying) Read(p []byte) (int, error) { return c.body.Read(p) }

func (c *copying) WriteTo(w io.Writer) (int64, error) {
	defer c.body.Close()
	return io.Copy(w, c.body)
}

func tracedCopy(c *http.Client, url string, w io.Writer) (n int, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	body := &traced{resp.Body, func(m int) { n += m }}
	_, err = io.Copy(w, body)
	return n, err
}

func tracedClosed(c *http.Client, url string, w io.Writer) (n int, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	body := &traced{resp.Body, func(m int) { n += m }}
	defer body.Close()
	_, err = io.Copy(w, body)
	return n, err
}

// tracedCloses has the callback close the body after the first piece.
func tracedCloses(c *http.Client, url string, w io.Writer) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, &traced{resp.Body, func(int) { resp.Body.Close() }})
	return err
}

// tracedBody puts the wrapper in the place of the body.
func tracedBody(c *http.Client, url string) (lines []string, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	resp.Body = &traced{resp.Body, func(int) {}}
	sc := bufio.NewScanner(resp.Body)
	for sc.Scan() {
		lines = append(lines, sc.Text())
	}
	return lines, sc.Err()
}

func tracedBodyClosed(c *http.Client, url string) (lines []string, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	resp.Body = &traced{resp.Body, func(int) {}}
	defer resp.Body.Close()
	sc := bufio.NewScanner(resp.Body)
	for sc.Scan() {
		lines = append(lines, sc.Text())
	}
	return lines, sc.Err()
}

func countedValue(c *http.Client, url string) (n int64, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	_, err = io.ReadAll(counted{resp.Body, &n})
	return n, err
}

func nested(c *http.Client, url string) (n int64, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	var v any
	err = json.NewDecoder(&io.LimitedReader{R: &counted{&traced{resp.Body, func(int) {}}, &n}, N: 1 << 20}).Decode(&v)
	return n, err
}

func nestedCloses(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(&io.LimitedReader{R: &closing{src: resp.Body}, N: 1 << 40})
}

func autoClosed(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(&closing{src: resp.Body})
}

// autoClosedLater is read by a decoder, perhaps to the end.
func autoClosedLater(c *http.Client, url string) (v any, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	err = json.NewDecoder(&closing{src: resp.Body}).Decode(&v)
	return v, err
}

// autoClosedFlag asks the wrapper, which reading has changed.
func autoClosedFlag(c *http.Client, url string) (v any, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	body := &closing{src: resp.Body}
	err = json.NewDecoder(body).Decode(&v)
	if !body.done {
		resp.Body.Close()
	}
	return v, err
}

func magic(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return "", err
	}
	var b [1]byte
	if _, err = io.ReadFull(&closing{src: resp.Body}, b[:]); err != nil {
		return "", err
	}
	return string(b[:]), nil
}

func asserted(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(&asserting{resp.Body})
}

func joined(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.MultiReader(strings.NewReader("head: "), resp.Body))
}

func joinedCloses(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.MultiReader(strings.NewReader("head: "), &closing{src: resp.Body}))
}

func copied(c *http.Client, url string, w io.Writer) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, &copying{resp.Body})
	return err
}

func copiedByRead(c *http.Client, url string) (*bytes.Buffer, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return nil, err
	}
	buf := new(bytes.Buffer)
	_, err = buf.ReadFrom(&copying{resp.Body})
	return buf, err
}

// copiedPerhaps may use WriteTo.
func copiedPerhaps(c *http.Client, url string, w io.Writer) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	_, err = bufio.NewReader(&copying{resp.Body}).WriteTo(w)
	return err
}

// scanned passes the wrapper on as what a helper takes.
func scanned(c *http.Client, url string) (word string, err error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return firstWord(&traced{resp.Body, func(int) {}})
}

func firstWord(r io.Reader) (word string, err error) {
	_, err = fmt.Fscan(r, &word)
	return word, err
}

func tooLong(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	l := &limited{resp.Body, 1 << 30}
	data, err := io.ReadAll(l)
	if l.left > 0 {
		resp.Body.Close()
	}
	return data, err
}
