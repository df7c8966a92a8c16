// Package prelude is what all generated functions share. Its sources are copied to
// the front of each generated package, and analysed with it.
package prelude

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// D decides. The analyzer knows nothing of its methods but their signatures.
type D interface {
	B() bool
	N(k int) int // 0 to k-1
	More() bool  // true at most four times in a run
	Err() error
	Get(id int) (*http.Response, error)
	// Open is Get for a function of this package: id tells who called it, site where it is.
	Open(id, site int) (*http.Response, error)
	Read(r io.Reader) error
	Keep(x any) // takes over what x carries
	Guard()     // recovers: deferred in goroutines
	// Run calls f, once, twice or not at all, as a library may that nothing is known of.
	Run(f func() error) error
}

// ErrFake is one of the errors of D.
var ErrFake = errors.New("fake")

// A FakeError is the other error of D.
type FakeError struct{}

func (*FakeError) Error() string { return "fake error" }

// Stash is closed by whoever runs the functions.
var Stash []io.Closer

// ErrBad is an error that says nothing about a request.
var ErrBad = errors.New("bad")

func request(id int) *http.Request {
	req, err := http.NewRequest("GET", fmt.Sprint("http://fake/", id), nil)
	if err != nil {
		panic(err)
	}
	return req
}

// --- errors ---

func failed(err error) bool { return err != nil }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("wrapped: %w", err)
}

// --- closers ---

func closeResp(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		resp.Body.Close()
	}
}

func closeBody(c io.Closer) { _ = c.Close() }

func closeIf(yes bool, resp *http.Response) {
	if yes {
		resp.Body.Close()
	}
}

func closePtr(p **http.Response) {
	if *p != nil {
		(*p).Body.Close()
		*p = nil
	}
}

func closeAll(bodies []io.ReadCloser) {
	for _, b := range bodies {
		b.Close()
	}
}

func drain(d D, resp *http.Response) error {
	defer resp.Body.Close()
	return d.Read(resp.Body)
}

// closeOnError closes exactly if it returns an error.
func closeOnError(d D, resp *http.Response) error {
	if d.B() {
		resp.Body.Close()
		return ErrBad
	}
	return nil
}

// look never closes.
func look(d D, resp *http.Response) error {
	if resp == nil {
		return ErrBad
	}
	return d.Read(resp.Body)
}

// closeUnless says whether it closed.
func closeUnless(d D, body io.ReadCloser) (closed bool) {
	if d.B() {
		return false
	}
	body.Close()
	return true
}

// --- callers ---

func call(f func()) { f() }

func callIf(yes bool, f func()) {
	if yes {
		f()
	}
}

func with(resp *http.Response, f func(*http.Response) error) error {
	defer resp.Body.Close()
	return f(resp)
}

func retry(f func() error) error {
	var err error
	for range 2 {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// --- holders ---

type holder struct {
	resp *http.Response
	body io.ReadCloser
	err  error
	ok   bool
}

func (h *holder) close() {
	if h.resp != nil {
		h.resp.Body.Close()
	}
}

type wrapper struct {
	resp   *http.Response
	closed bool
}

func newWrapper(resp *http.Response) *wrapper { return &wrapper{resp: resp} }

func (w *wrapper) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return w.resp.Body.Close()
}

func (w *wrapper) Read(p []byte) (int, error) { return w.resp.Body.Read(p) }

func pick(a, b *http.Response, first bool) *http.Response {
	if first {
		return a
	}
	return b
}

// --- openers ---

func open(d D, id int) (*http.Response, error) {
	resp, err := d.Open(id, 901) //id:901
	if err != nil {
		return nil, wrap(err)
	}
	return resp, nil
}

func openOr(d D, id int) (*http.Response, error) {
	resp, err := d.Open(id, 902) //id:902
	if err != nil {
		return nil, err
	}
	if d.B() {
		resp.Body.Close()
		return nil, ErrBad
	}
	return resp, nil
}

func openNamed(d D, id int) (resp *http.Response, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("named: %w", err)
		}
	}()
	resp, err = d.Open(id, 903) //id:903
	return
}

func openBool(d D, id int) (*http.Response, bool) {
	resp, err := d.Open(id, 904) //id:904
	if err != nil {
		return nil, false
	}
	return resp, true
}

func openBody(d D, id int) (io.ReadCloser, error) {
	resp, err := d.Open(id, 905) //id:905
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func openWrapped(d D, id int) (*wrapper, error) {
	resp, err := d.Open(id, 906) //id:906
	if err != nil {
		return nil, err
	}
	return newWrapper(resp), nil
}

func openFunc(d D, id int) (*http.Response, func(), error) {
	resp, err := d.Open(id, 907) //id:907
	if err != nil {
		return nil, func() {}, err
	}
	return resp, func() { resp.Body.Close() }, nil
}

func openPtr(d D, id int, into **http.Response) (err error) {
	*into, err = d.Open(id, 908) //id:908
	return err
}

func openRetry(d D, id int) (resp *http.Response, err error) {
	for i := range 2 {
		resp, err = d.Open(id, 909) //id:909
		if err == nil && (i == 1 || d.B()) {
			return resp, nil
		}
		if err == nil {
			resp.Body.Close()
		}
	}
	return nil, ErrBad
}

// Openers are run on their own too: what they lose themselves is not the caller's.
var Openers = map[int]func(D) any{
	901: func(d D) any { r, _ := open(d, 0); return r },        //id:901
	902: func(d D) any { r, _ := openOr(d, 0); return r },      //id:902
	903: func(d D) any { r, _ := openNamed(d, 0); return r },   //id:903
	904: func(d D) any { r, _ := openBool(d, 0); return r },    //id:904
	905: func(d D) any { r, _ := openBody(d, 0); return r },    //id:905
	906: func(d D) any { r, _ := openWrapped(d, 0); return r }, //id:906
	907: func(d D) any { r, _, _ := openFunc(d, 0); return r }, //id:907
	909: func(d D) any { r, _ := openRetry(d, 0); return r },   //id:909
}
