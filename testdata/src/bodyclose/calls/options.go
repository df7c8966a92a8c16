package calls

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// A decoder reads values from a body that it owns.
type decoder struct {
	body io.ReadCloser
	dec  *json.Decoder
}

// newDecoder takes the body over, unless it fails.
func newDecoder(body io.ReadCloser) (*decoder, error) {
	dec := json.NewDecoder(body)
	tok, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("first token: %w", err)
	}
	if tok != json.Delim('{') {
		return nil, fmt.Errorf("got %v, want an object", tok)
	}
	return &decoder{body, dec}, nil
}

func (d *decoder) Close() error { return d.body.Close() }

func (d *decoder) key() (string, error) {
	tok, err := d.dec.Token()
	return fmt.Sprint(tok), err
}

func useDecoder(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	d, err := newDecoder(resp.Body)
	if err != nil {
		resp.Body.Close()
		return "", err
	}
	defer d.Close()
	return d.key()
}

// useDecoderLeaks believes that newDecoder always takes the body over.
func useDecoderLeaks(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return "", err
	}
	d, err := newDecoder(resp.Body)
	if err != nil {
		return "", err
	}
	defer d.Close()
	return d.key()
}

// openDecoder returns the decoder: who calls it closes.
func openDecoder(c *http.Client, url string) (*decoder, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	d, err := newDecoder(resp.Body)
	if err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	return d, nil
}

func openDecoderLeaks(c *http.Client, url string) (*decoder, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	return newDecoder(resp.Body)
}

// lenient.done closes only if there was no error so far.
type lenient struct {
	body io.ReadCloser
	err  error
}

func (l *lenient) read() {
	_, l.err = io.Copy(io.Discard, l.body)
}

func (l *lenient) done() error {
	if l.err != nil {
		return l.err
	}
	return l.body.Close()
}

func useLenient(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	l := &lenient{body: resp.Body}
	l.read()
	return l.done()
}

func useLenientAndClose(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	l := &lenient{body: resp.Body}
	l.read()
	return l.done()
}

type options struct {
	keepOpen bool
	limit    int64
}

// An option changes options.
type option func(*options)

func keepOpen() option { return func(o *options) { o.keepOpen = true } }

// read closes unless it is told not to.
func read(resp *http.Response, opts ...option) (string, error) {
	o := options{limit: 1 << 20}
	for _, opt := range opts {
		opt(&o)
	}
	if !o.keepOpen {
		defer resp.Body.Close()
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, o.limit))
	return string(b), err
}

func useRead(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	return read(resp)
}

func useReadKeepOpen(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	text, err := read(resp, keepOpen())
	return text, errors.Join(err, resp.Body.Close())
}

func useReadKeepOpenForgets(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is (not|never) closed"
	if err != nil {
		return "", err
	}
	return read(resp, keepOpen())
}

// A job carries the response through its steps.
type job struct {
	hc   *http.Client
	base string
	resp *http.Response
	out  map[string]any
}

func (j *job) run() error {
	defer j.cleanup()
	for _, step := range []func() error{j.request, j.check, j.parse} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) request() (err error) {
	j.resp, err = j.hc.Get(j.base)
	return err
}

func (j *job) check() error {
	if j.resp.StatusCode != http.StatusOK {
		return errors.New(j.resp.Status)
	}
	return nil
}

func (j *job) parse() error { return json.NewDecoder(j.resp.Body).Decode(&j.out) }

func (j *job) cleanup() {
	if j.resp != nil {
		j.resp.Body.Close()
		j.resp = nil
	}
}

// localJob keeps the job to itself.
func localJob(c *http.Client, url string) error {
	j := &job{hc: c, base: url}
	if err := j.request(); err != nil {
		return err
	}
	defer j.cleanup()
	return j.check()
}

// both closes whichever of two responses there is.
func both(a, b *http.Response) {
	for _, resp := range []*http.Response{a, b} {
		if resp != nil {
			resp.Body.Close()
		}
	}
}

func useBoth(c *http.Client, url string) error {
	a, aerr := c.Get(url + "/a")
	b, berr := c.Get(url + "/b")
	defer both(a, b)
	return errors.Join(aerr, berr)
}

// closeBody is safe for nil.
func closeBody(resp *http.Response) {
	if resp == nil || resp.Body == nil {
		return
	}
	_ = resp.Body.Close()
}

func useCloseBody(c *http.Client, url string) error {
	resp, err := c.Get(url)
	defer closeBody(resp)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

// useCloseBodyEarly defers it with the nil of before.
func useCloseBodyEarly(c *http.Client, url string) error {
	var resp *http.Response
	defer closeBody(resp)
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// try returns the response in either case, and says by the flag whether it is open.
func try(c *http.Client, url string) (resp *http.Response, ok bool) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, false
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, false
	}
	return resp, true
}

func useTry(c *http.Client, url string) int64 {
	resp, ok := try(c, url)
	if !ok {
		return 0
	}
	defer resp.Body.Close()
	return resp.ContentLength
}

func useTryForgets(c *http.Client, url string) int64 {
	resp, ok := try(c, url) // want "is never closed"
	if !ok {
		return 0
	}
	return resp.ContentLength
}

// stats counts what it sees, and has nothing to do with closing.
type stats struct{ codes map[int]int }

func (s *stats) add(resp *http.Response) *stats {
	s.codes[resp.StatusCode]++
	return s
}

func useStats(c *http.Client, url string) error {
	s := &stats{codes: make(map[int]int)}
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if s.add(resp).codes[http.StatusOK] == 0 {
		return errors.New("not yet")
	}
	return resp.Body.Close()
}
