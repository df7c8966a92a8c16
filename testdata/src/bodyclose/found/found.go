// Package found has false alarms and misses that were found in public code, cut down.
package found

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

var (
	errStatus = errors.New("status")
	errCached = errors.New("not cached")
)

// --- the error of a helper is as good as that of the request ---

func get(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, errStatus
	}
	return resp, nil
}

func helperCanceled(c *http.Client, url string) error {
	resp, err := get(c, url)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func helperSentinel(c *http.Client, url string) error {
	resp, err := get(c, url)
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func helperOtherSentinel(c *http.Client, url string) (*http.Response, error) {
	resp, err := get(c, url)
	if err != errCached {
		return resp, err
	}
	return get(c, url)
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("wrapped: %w", err)
}

func helperWrapped(c *http.Client, url string) error {
	resp, err := get(c, url)
	if err := wrap(err); err != nil {
		return err
	}
	return resp.Body.Close()
}

func helperForgets(c *http.Client, url string) error {
	resp, err := get(c, url) // want "is not closed"
	if err := wrap(err); err != nil {
		return err
	}
	if resp.ContentLength > 10 {
		return nil
	}
	return resp.Body.Close()
}

// --- a filter returns what it got ---

type proxy struct {
	filters []func(*http.Response) *http.Response
}

func (p *proxy) filter(r *http.Response) (resp *http.Response) {
	resp = r
	for _, f := range p.filters {
		resp = f(resp)
	}
	return
}

func filtered(c *http.Client, url string) error {
	p := &proxy{filters: []func(*http.Response) *http.Response{func(r *http.Response) *http.Response { return r }}}
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	resp = p.filter(resp)
	if resp == nil {
		return nil
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// --- an option decides whether the caller gets an open body ---

type answer struct {
	raw  *http.Response
	body []byte
}

type call struct {
	raw bool
	c   *http.Client
}

func (r *call) get(url string) (*answer, error) {
	resp, err := r.c.Get(url)
	out := &answer{raw: resp}
	if err != nil || r.raw {
		return out, err
	}
	defer resp.Body.Close()
	out.body, err = io.ReadAll(resp.Body)
	return out, err
}

func readByCall(c *http.Client, url string) int {
	out, err := (&call{c: c}).get(url)
	if err != nil {
		return 0
	}
	return len(out.body)
}

// --- function literals whose responses are in memory ---

func decode(r *http.Response) int {
	b, _ := io.ReadAll(r.Body)
	return len(b)
}

func literals(c *http.Client, url string) int {
	mk := func(code int, b []byte) *http.Response {
		resp := &http.Response{}
		resp.StatusCode = code
		resp.Body = io.NopCloser(bytes.NewBuffer(b))
		return resp
	}
	mk2 := func(b []byte) *http.Response { return mk(2, b) }
	return decode(mk(3, nil)) + decode(mk2(nil))
}

// literalOpens gets one that is not.
func literalOpens(c *http.Client, url string) int {
	fetch := func(u string) *http.Response {
		resp, _ := c.Get(u)
		return resp
	}
	again := func(u string) *http.Response { return fetch(u) }
	resp := again(url) // want "is never closed"
	if resp == nil {
		return 0
	}
	return resp.StatusCode
}

// --- options that have nothing to do with the body ---

func manyOptions(c *http.Client, url string, a, b, d, e, f, g, h, i, j, k, l, m, n bool) (opts []string, err error) {
	add := func(on bool, name string) {
		if on {
			opts = append(opts, name)
		}
	}
	if a {
		opts = append(opts, "a")
	}
	if b {
		opts = append(opts, "b")
	}
	if d {
		opts = append(opts, "d")
	}
	if e {
		opts = append(opts, "e")
	}
	if f {
		opts = append(opts, "f")
	}
	if g {
		opts = append(opts, "g")
	}
	if h {
		opts = append(opts, "h")
	}
	if i {
		opts = append(opts, "i")
	}
	if j {
		opts = append(opts, "j")
	}
	if k {
		opts = append(opts, "k")
	}
	if l {
		opts = append(opts, "l")
	}
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return nil, errStatus
	}
	resp.Body.Close()
	for _, on := range []bool{a, b, d, e, f, g, h, i, j, k, l, m, n} {
		add(on, "again")
	}
	if a {
		opts = append(opts, "a")
	}
	if b {
		opts = append(opts, "b")
	}
	if d {
		opts = append(opts, "d")
	}
	if e {
		opts = append(opts, "e")
	}
	if f {
		opts = append(opts, "f")
	}
	if g {
		opts = append(opts, "g")
	}
	return opts, nil
}

// --- a named result is set by the return, not by an assignment ---

func namedAndDeferred(c *http.Client, url string) (resp *http.Response, err error) {
	defer func() {
		if err != nil && errors.Is(err, errCached) {
			err = nil
		}
	}()
	resp, err = c.Get(url) // want "is not closed"
	if err != nil {
		return nil, err
	}
	if _, err = io.ReadAll(resp.Body); err != nil {
		return nil, err
	}
	return resp, nil
}

// --- open together with an error: the function that does it is to blame, once ---

func redirected(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url) // want "returned open together with an error"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return resp, errStatus
	}
	return resp, nil
}

func caller(c *http.Client, url string) error {
	resp, err := redirected(c, url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func otherCaller(c *http.Client, url string) error {
	resp, err := redirected(c, url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func failed(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return resp, errStatus
	}
	return resp, nil
}

func callerCloses(c *http.Client, url string) error {
	resp, err := failed(c, url)
	if resp != nil {
		defer resp.Body.Close()
	}
	return err
}

// --- from generated programs ---

type onceWrapper struct {
	resp   *http.Response
	closed bool
}

func (w *onceWrapper) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return w.resp.Body.Close()
}

func openWrapped(c *http.Client, url string) (*onceWrapper, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &onceWrapper{resp: resp}, nil
}

func closedOnce(c *http.Client, url string) error {
	w, err := openWrapped(c, url)
	if err != nil {
		return err
	}
	return w.Close()
}

func throughAnotherClosure(c *http.Client, urls []string) {
	for _, u := range urls {
		resp, err := c.Get(u) // want "defer in a loop"
		if err != nil {
			return
		}
		var closeIt func()
		closeIt = func() { resp.Body.Close() }
		defer func() { closeIt() }()
	}
}

func stateOfError(c *http.Client, url string) error {
	resp, err := c.Get(url)
	state := "failed"
	if err == nil {
		state = "fine"
	}
	if state == "failed" {
		return err
	}
	return resp.Body.Close()
}

func countOfErrors(c *http.Client, url string, k int) {
	for i := 0; i < k%3; i++ {
		resp, err := c.Get(url)
		var n int
		if err != nil {
			n++
		}
		if n >= 1 {
			continue
		}
		resp.Body.Close()
	}
}

func boundInBranch(c *http.Client, url string) error {
	resp, err := c.Get(url)
	_ = err
	if resp != nil {
		closeFn := resp.Body.Close
		_ = closeFn()
	}
	return nil
}

func isFailure(err error) bool { return err != nil }

func otherErrorByHelper(c *http.Client, url string) {
	a, err := c.Get(url)
	if err != nil {
		return
	}
	b, err2 := c.Get(url)
	if err2 != nil {
		if isFailure(err2) {
			a.Body.Close()
			return
		}
		return
	}
	b.Body.Close()
	a.Body.Close()
}

func closedAsElement(c *http.Client, urls []string) {
	for _, u := range urls {
		w, err := openWrapped(c, u)
		if err != nil {
			continue
		}
		for _, each := range []io.Closer{w} {
			each.Close()
		}
	}
}

func elementForgotten(c *http.Client, urls []string) {
	for _, u := range urls {
		w, err := openWrapped(c, u) // want "is never closed|overwritten"
		if err != nil {
			continue
		}
		for _, each := range []io.Closer{w} {
			_ = each
		}
	}
}

func closeIf(yes bool, resp *http.Response) {
	if yes {
		resp.Body.Close()
	}
}

func negatedTwice(c *http.Client, url string, n int) {
	resp, err := c.Get(url)
	if err != nil {
		return
	}
	must := !(n == 1)
	closeIf(must, resp)
	closeIf(!must, resp)
}

type embedded struct {
	*http.Response
	read []byte
}

type caller2 struct {
	c    *http.Client
	open bool
}

// embeddedOrRead gives its callers an open body only if they want it.
func (r *caller2) embeddedOrRead(url string) (resp *embedded, err error) {
	resp = &embedded{}
	h, err := r.c.Get(url)
	if err != nil {
		return resp, err
	}
	resp.Response = h
	if !r.open {
		resp.read, _ = io.ReadAll(h.Body)
		h.Body.Close()
		resp.Body = io.NopCloser(bytes.NewReader(resp.read))
	}
	return resp, nil
}

func readOnly(c *http.Client, url string) (int, error) {
	resp, err := (&caller2{c: c}).embeddedOrRead(url)
	if err != nil {
		return 0, err
	}
	return len(resp.read), nil
}

// logf is like the functions of loggers: what it prints stays its caller's.
type logger interface {
	Logf(format string, args ...any)
}

type discardLogger struct{}

func (discardLogger) Logf(format string, args ...any) { fmt.Fprintf(io.Discard, format, args...) }

var logs = []logger{discardLogger{}}

func logged(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	logs[0].Logf("%+v", resp)
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return resp.Body.Close()
}

func askedTwice(c *http.Client, url string) {
	first, err := c.Get(url)
	if err != nil {
		return
	}
	var undo []func()
	undo = append(undo, func() { first.Body.Close() })
	resp, err := c.Get(url)
	if err == nil {
		if !(first.StatusCode < 404) {
			defer resp.Body.Close()
		}
		if first.StatusCode < 404 {
			resp.Body.Close()
		}
	}
	for _, f := range undo {
		f()
	}
}

func deferredByWrapper(c *http.Client, url string) {
	for range 2 {
		resp, err := c.Get(url)
		if err != nil {
			continue
		}
		w := &onceWrapper{resp: resp}
		defer w.Close()
	}
}

// --- functions that call each other ---

type recursive struct {
	c     *http.Client
	ready bool
}

func (r *recursive) send(url string) (*http.Response, error) {
	if !r.ready {
		if err := r.ping(url); err != nil {
			return nil, err
		}
	}
	return r.c.Get(url)
}

func (r *recursive) ping(url string) error {
	r.ready = true
	resp, err := r.send(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func sendClosed(c *http.Client, url string) error {
	resp, err := (&recursive{c: c}).send(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func sendLeaks(c *http.Client, url string) (int, error) {
	resp, err := (&recursive{c: c}).send(url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func assertedWrapper(c *http.Client, url string) {
	w, err := openWrapped(c, url)
	if err != nil {
		return
	}
	if closer, is := any(w).(io.Closer); is {
		closer.Close()
	}
}

func calledInPlace(c *http.Client, url string, n int) {
	if n == 1 {
		return
	}
	func() {
		resp, err := c.Get(url)
		if err != nil {
			return
		}
		if n == 1 {
			return
		}
		resp.Body.Close()
	}()
}

func calledInPlaceLeaks(c *http.Client, url string, n int) {
	if n == 1 {
		return
	}
	func() {
		resp, err := c.Get(url) // want "is not closed"
		if err != nil {
			return
		}
		if resp.StatusCode != http.StatusOK {
			return
		}
		resp.Body.Close()
	}()
}

func onceOfLoop(c *http.Client, urls []string) {
	for i, u := range urls {
		switch {
		case i == 1:
			resp, err := c.Get(u)
			if err != nil {
				return
			}
			defer func() { resp.Body.Close() }()
		}
	}
}

func run(f func()) { f() }

func boundInLiteral(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		return
	}
	done := func() {
		closeIt := resp.Body.Close
		_ = closeIt()
	}
	run(done)
}

func onceByBound(c *http.Client, url string, n int, p bool) {
	func() {
		for i := 0; i < n; i++ {
			resp, err := c.Get(url)
			if err != nil {
				return
			}
			defer resp.Body.Close()
			if !(n == 1 && p) {
				resp.Body.Close()
			}
		}
	}()
}
