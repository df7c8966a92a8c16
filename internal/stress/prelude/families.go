package prelude

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

// --- arguments and options decide ---

// do hands out the response if there is nothing to decode into, and closes it otherwise.
func do(d D, id int, v any) (*http.Response, error) {
	resp, err := d.Open(id, 911) //id:911
	if err != nil {
		return nil, wrap(err)
	}
	if v == nil {
		return resp, nil
	}
	defer resp.Body.Close()
	return resp, d.Read(resp.Body)
}

// forward does what do does.
func forward(d D, id int, v any) (*http.Response, error) {
	resp, err := do(d, id, v) //id:912
	if err != nil {
		return nil, err
	}
	return resp, nil
}

type options struct {
	raw   bool
	limit *int
	name  string
}

func doWith(d D, id int, o options) (*http.Response, error) {
	resp, err := d.Open(id, 913) //id:913
	if err != nil {
		return nil, err
	}
	if o.raw {
		return resp, nil
	}
	return resp, resp.Body.Close()
}

func doPtr(d D, id int, o *options) (*http.Response, error) {
	resp, err := d.Open(id, 914) //id:914
	if err != nil {
		return nil, err
	}
	if o != nil && o.limit != nil {
		return resp, nil
	}
	closeResp(resp)
	return resp, nil
}

type option func(*options)

func withRaw() option { return func(o *options) { o.raw = true } }

func withName(name string) option { return func(o *options) { o.name = name } }

func doFunc(d D, id int, opts ...option) (*http.Response, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	return doWith(d, id, o)
}

func doBool(d D, id int, keep bool) (*http.Response, error) {
	resp, err := d.Open(id, 915) //id:915
	if err != nil {
		return nil, err
	}
	if !keep {
		resp.Body.Close()
	}
	return resp, nil
}

// A session knows what becomes of its responses.
type session struct {
	d    D
	keep bool
}

func (s *session) do(id int) (*http.Response, error) { return doBool(s.d, id, s.keep) }

// --- what is "returned closed" ---

// prepared may fail on the way, and closes then.
func prepared(d D, id int, debug bool) (*http.Response, error) {
	if err := d.Err(); err != nil {
		return nil, err
	}
	resp, err := d.Open(id, 916) //id:916
	if err != nil {
		return nil, err
	}
	if debug {
		if err := d.Err(); err != nil {
			resp.Body.Close()
			return nil, err
		}
	}
	return resp, nil
}

// --- type parameters ---

func retryT[T any](d D, op func() (T, error)) (T, error) {
	var last error
	for range 2 {
		v, err := op()
		if err == nil {
			return v, nil
		}
		last = err
		if d.B() {
			break
		}
	}
	var zero T
	return zero, last
}

// --- callbacks ---

func handle(d D, id int, f func(*http.Response, error) (any, error)) (any, error) {
	resp, err := d.Open(id, 921) //id:921
	return f(resp, err)
}

// --- readers ---

type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// An autoCloser closes at the end, or at an error.
type autoCloser struct{ body io.ReadCloser }

func (a *autoCloser) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	if err != nil {
		a.body.Close()
	}
	return n, err
}

// A flusher closes if it is copied from, and not if it is read.
type flusher struct{ body io.ReadCloser }

func (f *flusher) Read(p []byte) (int, error) { return f.body.Read(p) }

func (f *flusher) WriteTo(w io.Writer) (int64, error) {
	defer f.body.Close()
	return io.Copy(w, f.body)
}

// --- shapes of results ---

type answer interface {
	status() int
	Close() error
}

type reply struct{ resp *http.Response }

func (r reply) status() int { return r.resp.StatusCode }

func (r reply) Close() error { return r.resp.Body.Close() }

func ask(d D, id int) (answer, error) {
	resp, err := d.Open(id, 917) //id:917
	if err != nil {
		return nil, err
	}
	return reply{resp}, nil
}

func expect(code int) func(*http.Response, error) (*http.Response, error) {
	return func(resp *http.Response, err error) (*http.Response, error) {
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != code {
			resp.Body.Close()
			return nil, ErrBad
		}
		return resp, nil
	}
}

func opener(d D, id int) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return openBody(d, id) } //id:905
}

// A shadow hides what has to be closed.
type shadow struct {
	io.ReadCloser
	src io.ReadCloser
}

func shaded(src io.ReadCloser) *shadow { return &shadow{io.NopCloser(strings.NewReader("")), src} }

func openValue(d D, id int) (http.Response, error) {
	resp, err := d.Open(id, 918) //id:918
	if err != nil {
		return http.Response{}, err
	}
	return *resp, nil
}

// --- sum types ---

type outcome interface{ outcome() }

type stream struct{ r io.ReadCloser }

type document struct{ data []byte }

type failure struct{ resp *http.Response }

func (*stream) outcome()  {}
func (document) outcome() {}
func (*failure) outcome() {}

func classify(d D, id int) (outcome, error) {
	resp, err := d.Open(id, 919) //id:919
	if err != nil {
		return nil, err
	}
	switch d.N(3) {
	case 0:
		return &stream{resp.Body}, nil
	case 1:
		return &failure{resp}, nil
	}
	defer resp.Body.Close()
	return document{}, d.Read(resp.Body)
}

// --- errors that carry ---

// A StatusError carries the response that it is about.
type StatusError struct{ resp *http.Response }

func (e *StatusError) Error() string { return e.resp.Status }

// Close closes it.
func (e *StatusError) Close() error { return e.resp.Body.Close() }

func carried(resp *http.Response) error { return &StatusError{resp} }

func textOf(err error) error { return errors.New(err.Error()) }

// --- sticky errors ---

type chain struct {
	d    D
	resp *http.Response
	err  error
}

func (c *chain) get(id int) *chain {
	if c.err == nil {
		c.resp, c.err = c.d.Open(id, 920) //id:920
	}
	return c
}

func (c *chain) expect(code int) *chain {
	if c.err == nil && c.resp.StatusCode != code {
		c.resp.Body.Close()
		c.err = ErrBad
	}
	return c
}

func (c *chain) status() (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	return c.resp.StatusCode, nil
}

func (c *chain) close() error {
	if c.err != nil {
		return c.err
	}
	return c.resp.Body.Close()
}

// --- containers ---

func closeResps(all []*http.Response) {
	for _, resp := range all {
		resp.Body.Close()
	}
}

func init() {
	for id, f := range map[int]func(D) any{
		911: func(d D) any { r, _ := do(d, 0, nil); return r },                          //id:911
		913: func(d D) any { r, _ := doWith(d, 0, options{raw: true}); return r },       //id:913
		914: func(d D) any { r, _ := doPtr(d, 0, &options{limit: new(int)}); return r }, //id:914
		915: func(d D) any { r, _ := doBool(d, 0, true); return r },                     //id:915
		916: func(d D) any { r, _ := prepared(d, 0, true); return r },                   //id:916
		917: func(d D) any { r, _ := ask(d, 0); return r },                              //id:917
		918: func(d D) any { r, _ := openValue(d, 0); return &r },                       //id:918
		919: func(d D) any { o, _ := classify(d, 0); return held(o) },                   //id:919
		920: func(d D) any { return (&chain{d: d}).get(0).resp },                        //id:920
		921: func(d D) any { //id:921
			r, _ := handle(d, 0, func(resp *http.Response, err error) (any, error) { return resp, err })
			return r
		},
	} {
		Openers[id] = f
	}
}

// held returns what an outcome holds, to be closed.
func held(o outcome) any {
	switch o := o.(type) {
	case *stream:
		return o.r
	case *failure:
		return o.resp
	}
	return nil
}
