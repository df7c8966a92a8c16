// Package odd holds rarer shapes of the language and of the library.
package odd

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

var errStatus = errors.New("unexpected status")

func methodValue(c *http.Client, url string) error {
	get := c.Get
	resp, err := get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return resp.Body.Close()
}

func methodValueClosed(c *http.Client, url string) error {
	get := c.Get
	resp, err := get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errStatus
	}
	return nil
}

func methodExpression(c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := (*http.Client).Do(c, req) // want "is never closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func methodExpressionClosed(c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := (*http.Client).Do(c, req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func fromMap(c *http.Client, url, method string) (int, error) {
	verbs := map[string]func(string) (*http.Response, error){
		http.MethodGet:  c.Get,
		http.MethodHead: c.Head,
	}
	do, ok := verbs[method]
	if !ok {
		return 0, fmt.Errorf("method %s", method)
	}
	resp, err := do(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func fromMapForgets(c *http.Client, url, method string) (int, error) {
	verbs := map[string]func(string) (*http.Response, error){
		http.MethodGet:  c.Get,
		http.MethodHead: c.Head,
	}
	resp, err := verbs[method](url) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// statusOf takes any function that requests.
func statusOf(get func(string) (*http.Response, error), url string) (int, error) {
	resp, err := get(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode >= 500 {
		return 0, errStatus
	}
	resp.Body.Close()
	return resp.StatusCode, nil
}

func useStatusOf(c *http.Client, url string) (int, error) {
	return statusOf(c.Get, url)
}

// choose gets its body from the network or from a file.
func choose(c *http.Client, url, file string, local bool) ([]byte, error) {
	var body io.ReadCloser
	if local {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		body = f
	} else {
		resp, err := c.Get(url)
		if err != nil {
			return nil, err
		}
		body = resp.Body
	}
	defer body.Close()
	return io.ReadAll(body)
}

// chooseLeaks checks the status in between.
func chooseLeaks(c *http.Client, url, file string, local bool) ([]byte, error) {
	var body io.ReadCloser
	switch {
	case local:
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		body = f
	default:
		resp, err := c.Get(url) // want "is not closed"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusOK {
			return nil, errStatus
		}
		body = resp.Body
	}
	defer body.Close()
	return io.ReadAll(body)
}

// cleanupVariable is a function that is replaced when there is something to do.
func cleanupVariable(c *http.Client, url string, want bool) error {
	cleanup := func() {}
	defer func() { cleanup() }()
	if want {
		resp, err := c.Get(url)
		if err != nil {
			return err
		}
		cleanup = func() { resp.Body.Close() }
		if resp.StatusCode != http.StatusOK {
			return errStatus
		}
	}
	return nil
}

// cleanupVariableEarly defers the value of before.
func cleanupVariableEarly(c *http.Client, url string) error {
	cleanup := func() {}
	defer cleanup()
	resp, err := c.Get(url) // want "is (not|never) closed"
	if err != nil {
		return err
	}
	cleanup = func() { resp.Body.Close() }
	_ = cleanup
	return nil
}

// namedPair closes what it would return together with an error.
func namedPair(c *http.Client, url string) (resp *http.Response, err error) {
	defer func() {
		if err != nil && resp != nil {
			resp.Body.Close()
			resp = nil
		}
	}()
	if resp, err = c.Get(url); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp, errStatus
	}
	return resp, nil
}

// namedPairLate sets resp to nil before the deferred function looks at it.
func namedPairLate(c *http.Client, url string) (resp *http.Response, err error) {
	defer func() {
		if err != nil && resp != nil {
			resp.Body.Close()
		}
	}()
	if resp, err = c.Get(url); err != nil { // want "is not closed|overwritten"
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return resp, nil
}

// errorOfStatus makes one error of two sources and closes for the second.
func errorOfStatus(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err == nil && resp.StatusCode >= 400 {
		resp.Body.Close()
		err = errStatus
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func errorOfStatusForgets(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err == nil && resp.StatusCode >= 400 {
		err = errStatus
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func elseChain(c *http.Client, url string) error {
	if resp, err := c.Get(url); err != nil {
		return err
	} else if resp.StatusCode == http.StatusNotFound {
		resp.Body.Close()
		return os.ErrNotExist
	} else {
		defer resp.Body.Close()
		_, err := io.Copy(io.Discard, resp.Body)
		return err
	}
}

func elseChainForgets(c *http.Client, url string) error {
	if resp, err := c.Get(url); err != nil { // want "is not closed"
		return err
	} else if resp.StatusCode == http.StatusNotFound {
		return os.ErrNotExist
	} else {
		defer resp.Body.Close()
	}
	return nil
}

// typo closes the first body twice.
func typo(c *http.Client, url string) error {
	resp1, err := c.Get(url + "/1")
	if err != nil {
		return err
	}
	defer resp1.Body.Close()
	resp2, err := c.Get(url + "/2") // want "is never closed"
	if err != nil {
		return err
	}
	defer resp1.Body.Close()
	if resp1.StatusCode != resp2.StatusCode {
		return errStatus
	}
	return nil
}

// requestBody closes the body of the request that the response names.
func requestBody(c *http.Client, url string) error {
	resp, err := c.Post(url, "text/plain", strings.NewReader("x")) // want "is never closed"
	if err != nil {
		return err
	}
	return resp.Request.Body.Close()
}

// lengthFirst reads a header before it defers the close.
func lengthFirst(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(resp.Header.Get("Content-Length"))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return n, nil
}

func lengthSecond(c *http.Client, url string) (int, error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	n, err := strconv.Atoi(resp.Header.Get("Content-Length"))
	if err != nil {
		return 0, err
	}
	return n, nil
}

// closesIfRead closes only if there was something to read.
func closesIfRead(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return "", err
	}
	var buf bytes.Buffer
	if n, _ := buf.ReadFrom(resp.Body); n > 0 {
		return buf.String(), resp.Body.Close()
	}
	return "", io.EOF
}

func isOK(resp *http.Response) bool { return resp.StatusCode/100 == 2 }

func predicate(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if !isOK(resp) {
		return errStatus
	}
	return resp.Body.Close()
}

// predicateOfBoth is true only if there is a response that is well.
func predicateOfBoth(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if good := err == nil && isOK(resp); good {
		return resp.Body.Close()
	}
	if resp != nil {
		resp.Body.Close()
	}
	return errStatus
}

type box struct {
	p    atomic.Pointer[http.Response]
	hc   *http.Client
	base string
	ring list.List
	any  []any
}

func (b *box) store() error {
	resp, err := b.hc.Get(b.base)
	if err != nil {
		return err
	}
	if old := b.p.Swap(resp); old != nil {
		old.Body.Close()
	}
	return nil
}

func (b *box) push() error {
	resp, err := b.hc.Get(b.base)
	if err != nil {
		return err
	}
	b.any = append(b.any, resp)
	return nil
}

// pushSometimes forgets what it does not push.
func (b *box) pushSometimes() error {
	resp, err := b.hc.Get(b.base) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusOK {
		b.any = append(b.any, resp)
	}
	return nil
}

type ctxKey struct{}

// inContext hands over in a context, from which another function takes it.
func inContext(ctx context.Context, c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return fromContext(context.WithValue(ctx, ctxKey{}, resp))
}

func fromContext(ctx context.Context) error {
	if resp, ok := ctx.Value(ctxKey{}).(*http.Response); ok {
		return resp.Body.Close()
	}
	return nil
}

var pool sync.Pool

// pooled takes the response out of the pool again.
func pooled(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	pool.Put(resp)
	if again, ok := pool.Get().(*http.Response); ok {
		return again.Body.Close()
	}
	return resp.Body.Close()
}

// reflected closes by reflection.
func reflected(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	reflect.ValueOf(resp.Body).MethodByName("Close").Call(nil)
	return nil
}

// formatted is shown to fmt, which closes nothing.
func formatted(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %v", resp.Status, resp.Header), nil
}

// byValue copies the response, with its body, into the result.
func byValue(c *http.Client, url string) (r http.Response, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return r, err
	}
	return *resp, nil
}

func inArray(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	for _, closer := range [...]io.Closer{io.NopCloser(nil), resp.Body} {
		if err := closer.Close(); err != nil {
			return err
		}
	}
	return nil
}

// spread gives its bodies to a variadic function.
func spread(c *http.Client, urls []string) error {
	var bodies []io.ReadCloser
	for _, u := range urls {
		resp, err := c.Get(u)
		if err != nil {
			closeAll(bodies...)
			return err
		}
		bodies = append(bodies, resp.Body)
	}
	closeAll(bodies...)
	return nil
}

func closeAll(bodies ...io.ReadCloser) {
	for _, b := range bodies {
		b.Close()
	}
}

func typeSwitch(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	var x any = resp.Body
	switch x := x.(type) {
	case interface{ CloseNow() }:
		x.CloseNow()
	case io.Closer:
		return x.Close()
	}
	return nil
}

// keepAlive is no use of the body that would close it.
func keepAlive(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	runtime.KeepAlive(resp)
	return nil
}

// fieldOfNamedResult fills its result in place.
func fieldOfNamedResult(c *http.Client, url string) (out struct {
	Code int
	Body io.ReadCloser
}, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return out, err
	}
	out.Code, out.Body = resp.StatusCode, resp.Body
	return out, nil
}

// constantCondition never takes the path that returns.
func constantCondition(c *http.Client, url string) error {
	const debug = false
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if debug {
		return errors.New("debug")
	}
	return resp.Body.Close()
}

// impossible is guarded by a condition that was tested before.
func impossible(c *http.Client, url string, verbose bool) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if verbose {
		defer resp.Body.Close()
	}
	if !verbose {
		return resp.Body.Close()
	}
	return nil
}

func impossibleForgets(c *http.Client, url string, verbose, quiet bool) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if verbose {
		defer resp.Body.Close()
	}
	if quiet {
		return nil
	}
	if !verbose {
		return resp.Body.Close()
	}
	return nil
}

// sameTest asks the same question twice.
func sameTest(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err == nil {
		defer resp.Body.Close()
	}
	if _, serr := os.Stat(os.DevNull); serr != nil {
		return serr
	}
	if err != nil {
		return err
	}
	return nil
}

// needed requests only if it has to.
func needed(c *http.Client, url string, cached bool) (s string, err error) {
	var resp *http.Response
	if !cached {
		resp, err = c.Get(url)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
	}
	if cached {
		return "cached", nil
	}
	return resp.Status, nil
}
