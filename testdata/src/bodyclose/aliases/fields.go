package aliases

import (
	"bufio"
	"io"
	"net/http"
)

type result struct {
	resp *http.Response
	body io.ReadCloser
	err  error
}

func localStruct(c *http.Client, url string) error {
	var r result
	r.resp, r.err = c.Get(url)
	if r.err != nil {
		return r.err
	}
	defer r.resp.Body.Close()
	_, err := io.Copy(io.Discard, r.resp.Body)
	return err
}

func localStructForgets(c *http.Client, url string) error {
	var r result
	r.resp, r.err = c.Get(url) // want "is not closed"
	if r.err != nil {
		return r.err
	}
	if r.resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return r.resp.Body.Close()
}

func literal(c *http.Client, url string) error {
	resp, err := c.Get(url)
	r := &result{resp: resp, err: err}
	if r.err != nil {
		return r.err
	}
	r.body = r.resp.Body
	return r.body.Close()
}

// array holds two responses and closes both.
func array(c *http.Client, url string) error {
	var pair [2]*http.Response
	var err error
	if pair[0], err = c.Get(url + "/0"); err != nil {
		return err
	}
	defer pair[0].Body.Close()
	if pair[1], err = c.Get(url + "/1"); err != nil {
		return err
	}
	defer pair[1].Body.Close()
	return nil
}

func sliceClosedLater(c *http.Client, urls []string) (n int) {
	var all []*http.Response
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			continue
		}
		all = append(all, resp)
	}
	for _, resp := range all {
		n += resp.StatusCode
		resp.Body.Close()
	}
	return n
}

func closersClosedLater(c *http.Client, urls []string) error {
	var closers []io.Closer
	defer func() {
		for _, closer := range closers {
			closer.Close()
		}
	}()
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			return err
		}
		closers = append(closers, resp.Body)
	}
	return nil
}

type embedding struct {
	*http.Response
	page int
}

func promoted(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	e := embedding{resp, 1}
	defer e.Body.Close()
	return nil
}

type lines struct {
	io.Closer
	sc *bufio.Scanner
}

// embeddedCloser closes the body through the embedded interface.
func embeddedCloser(c *http.Client, url string) (n int, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	l := lines{resp.Body, bufio.NewScanner(resp.Body)}
	defer l.Close()
	for l.sc.Scan() {
		n++
	}
	return n, l.sc.Err()
}

func embeddedCloserForgets(c *http.Client, url string) (n int, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	l := lines{resp.Body, bufio.NewScanner(resp.Body)}
	for l.sc.Scan() {
		n++
	}
	if n == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return n, l.Close()
}

func anonymousCloser(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	rc := struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, 10), resp.Body}
	defer rc.Close()
	_, err = io.ReadAll(rc)
	return err
}

// wrapper holds a response that is replaced in the variable, not in the wrapper.
func wrapper(c *http.Client, url string) error {
	resp, err := c.Get(url + "/a")
	if err != nil {
		return err
	}
	x := &embedding{Response: resp}
	resp, err = c.Get(url + "/b")
	if err != nil {
		x.Body.Close()
		return err
	}
	defer resp.Body.Close()
	defer x.Body.Close()
	return nil
}

// wrapperMixedUp closes the second response twice.
func wrapperMixedUp(c *http.Client, url string) error {
	resp, err := c.Get(url + "/a") // want "is (not|never) closed"
	if err != nil {
		return err
	}
	x := &embedding{Response: resp}
	resp, err = c.Get(url + "/b")
	if err != nil {
		return err
	}
	x.Response = resp
	defer resp.Body.Close()
	defer x.Body.Close()
	return nil
}

type holder struct{ body io.ReadCloser }

func (h *holder) set(rc io.ReadCloser) { h.body = rc }

func (h *holder) Close() error {
	if h.body == nil {
		return nil
	}
	return h.body.Close()
}

func throughSetter(c *http.Client, url string) error {
	var h holder
	defer h.Close()
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	h.set(resp.Body)
	_, err = io.Copy(io.Discard, h.body)
	return err
}
