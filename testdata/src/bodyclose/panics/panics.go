// Package panics has functions that panic, and recover.
package panics

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

var errRefused = errors.New("refused")

type refusal struct{ code int }

func refusedByPanic(c *http.Client, url string) (code int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("recovered: %v", v)
		}
	}()
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		panic(resp.Status)
	}
	return resp.StatusCode, resp.Body.Close()
}

func refusedAndClosed(c *http.Client, url string) (code int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("recovered: %v", v)
		}
	}()
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		panic(resp.Status)
	}
	return resp.StatusCode, nil
}

// The handler closes, and panics again.
func closedByHandler(c *http.Client, url string) (code int, err error) {
	var resp *http.Response
	defer func() {
		if v := recover(); v != nil {
			if resp != nil {
				resp.Body.Close()
			}
			err = errRefused
		}
	}()
	if resp, err = c.Get(url); err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		panic(resp.Status)
	}
	return resp.StatusCode, resp.Body.Close()
}

// It closes after a panic alone.
func closedAfterPanicOnly(c *http.Client, url string) (code int, err error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return 0, err
	}
	defer func() {
		if v := recover(); v != nil {
			resp.Body.Close()
			err = errRefused
		}
	}()
	if resp.StatusCode != http.StatusOK {
		panic(resp.Status)
	}
	return resp.StatusCode, nil
}

func guard(err *error) {
	switch v := recover().(type) {
	case nil:
	case refusal:
		*err = fmt.Errorf("%w: %d", errRefused, v.code)
	default:
		panic(v)
	}
}

//oracle:norun it always panics
func refuse(code int) { panic(refusal{code}) }

func guarded(c *http.Client, url string) (code int, err error) {
	defer guard(&err)
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		refuse(resp.StatusCode)
	}
	return resp.StatusCode, resp.Body.Close()
}

// guard lets other panics through: they end the program.
//
//oracle:norun some scenarios end the program
func guardedAgainstOthers(c *http.Client, url string) (code int, err error) {
	defer guard(&err)
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		panic(errRefused)
	}
	return resp.StatusCode, resp.Body.Close()
}

func safely(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("safely: %v", v)
		}
	}()
	f()
	return nil
}

func safe(c *http.Client, url string) (code int, err error) {
	err = safely(func() {
		resp, err := c.Get(url) // want "is not closed when"
		if err != nil {
			panic(err)
		}
		code = check(resp)
		resp.Body.Close()
	})
	return code, err
}

func check(resp *http.Response) int {
	if resp.StatusCode != http.StatusOK {
		panic(refusal{resp.StatusCode})
	}
	return resp.StatusCode
}

// What panics within is closed outside.
func safeOutside(c *http.Client, url string) (code int, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	err = safely(func() { code = check(resp) })
	return code, err
}

func safeOutsideInTheEnd(c *http.Client, url string) (code int, err error) {
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	err = safely(func() { code = check(resp) })
	return code, errors.Join(err, resp.Body.Close())
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func text(c *http.Client, url string) (s string, err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			err = v
		default:
			panic(v)
		}
	}()
	resp := must(c.Get(url)) // want "is not closed when"
	s = string(must(io.ReadAll(resp.Body)))
	resp.Body.Close()
	return s, nil
}

// The key may be missing.
func field(c *http.Client, url string) (name string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errRefused
		}
	}()
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return "", err
	}
	var m map[string]any
	err = json.NewDecoder(resp.Body).Decode(&m)
	name = m["name"].(string)
	return name, errors.Join(err, resp.Body.Close())
}

// No panic is recovered here: it ends the program.
//
//oracle:norun some scenarios end the program
func notRecovered(c *http.Client, url string) (code int, err error) {
	defer func() { code++ }()
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	return check(resp), resp.Body.Close()
}

// recover in a function that is not itself deferred recovers nothing.
//
//oracle:norun some scenarios end the program
func recoversTooDeep(c *http.Client, url string) (code int, err error) {
	defer func() {
		func() {
			if v := recover(); v != nil {
				err = errRefused
			}
		}()
	}()
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	return check(resp), resp.Body.Close()
}

// request panics if a constant is wrong, which has nothing to do with an answer.
func request(n int) *http.Request {
	req, err := http.NewRequest(http.MethodGet, fmt.Sprint("http://127.0.0.1:1/", n), nil)
	if err != nil {
		panic(err)
	}
	return req
}

func another(c *http.Client, url string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errRefused
		}
	}()
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	more, err := c.Do(request(len(url)))
	if err == nil {
		more.Body.Close()
	}
	return resp.Body.Close()
}

// An index that is out of range is no panic in plain words.
func outOfRange(c *http.Client, url string) (n int, err error) {
	weights := []int{0, 1, 2}
	defer func() {
		if v := recover(); v != nil {
			err = errRefused
		}
	}()
	resp, err := c.Get(url) //oracle:miss a panic at run time
	if err != nil {
		return 0, err
	}
	n = weights[resp.StatusCode/100]
	return n, resp.Body.Close()
}
