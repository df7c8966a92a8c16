// Package carried returns errors that lead to responses, and errors that have no more than their text.
package carried

import (
	"fmt"
	"io"
	"net/http"
)

type answerError struct {
	resp *http.Response
	what string
}

func (e *answerError) Error() string { return e.what + ": " + e.resp.Status }

func refuse(what string, resp *http.Response) error { return &answerError{resp, what} }

func wrapped(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("ask %s (%d%%): %w", url, 50, refuse("wrapped", resp))
	}
	return resp.Body.Close()
}

func wrappedSecond(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %w", io.ErrUnexpectedEOF, refuse("wrapped", resp))
	}
	return resp.Body.Close()
}

func wrappedByNumber(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%[2]s: %[1]w", refuse("wrapped", resp), url)
	}
	return resp.Body.Close()
}

func printed(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("ask %s: %v", url, refuse("printed", resp))
	}
	return resp.Body.Close()
}

// wrappedOther wraps an error beside the one that has the response.
func wrappedOther(c *http.Client, url string) error {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%v: %w", refuse("printed", resp), io.ErrUnexpectedEOF)
	}
	return resp.Body.Close()
}

func inText(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Sprintf("%s: %v", url, refuse("text", resp)), nil
	}
	return "", resp.Body.Close()
}

// A responder is an error that shows the response which it is about.
type responder interface {
	error
	Response() *http.Response
}

//oracle:norun there is no such error
func shown(err error) int {
	if r, ok := err.(responder); ok {
		if resp := r.Response(); resp != nil {
			return resp.StatusCode
		}
	}
	return 0
}

// An asker is no error.
type asker interface {
	Response() *http.Response
}

//oracle:norun the runner makes none
func asked(a asker) int {
	if resp := a.Response(); resp != nil { // want "is never closed"
		return resp.StatusCode
	}
	return 0
}

type asking struct{ c *http.Client }

func (a asking) Response() *http.Response {
	resp, err := a.c.Get("http://localhost")
	if err != nil {
		return nil
	}
	return resp
}
