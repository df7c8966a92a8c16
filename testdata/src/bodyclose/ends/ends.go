// Package ends holds paths that end without a return: they leak nothing.
package ends

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"runtime"
)

func panics(c *http.Client, url string) int {
	resp, err := c.Get(url)
	if err != nil {
		panic(err)
	}
	if resp.StatusCode != http.StatusOK {
		panic(fmt.Sprintf("status %d", resp.StatusCode))
	}
	resp.Body.Close()
	return resp.StatusCode
}

// panicsOnlyOnError panics where there is nothing to close, and returns where there is.
func panicsOnlyOnError(c *http.Client, url string) int {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		panic(err)
	}
	if resp.StatusCode != http.StatusOK {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// recovers turns the panic of its own into an error, so the path goes on.
func recovers(c *http.Client, url string) (err error) {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("recovered: %v", v)
		}
	}()
	if resp.StatusCode != http.StatusOK {
		panic(resp.Status)
	}
	return nil
}

// recoversBeforeClose leaks: the panic skips the close, and the function returns.
func recoversBeforeClose(c *http.Client, url string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("recovered: %v", v)
		}
	}()
	resp, err := c.Get(url) // want "is not closed when"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		panic(resp.Status)
	}
	return resp.Body.Close()
}

//oracle:exits when the status is not 200
func fatal(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		log.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("status %s", resp.Status)
	}
	resp.Body.Close()
}

//oracle:exits when the status is not 200
func fatalSometimes(c *http.Client, url string) {
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		log.Fatalln(err)
	}
	switch {
	case resp.StatusCode == http.StatusNotFound:
		log.SetOutput(os.NewFile(0, os.DevNull))
		log.Print("not found")
		return
	case resp.StatusCode != http.StatusOK:
		log.Fatalln(resp.Status)
	}
	resp.Body.Close()
}

// defersAreSkipped never runs its defer after os.Exit, and needs not.
//
//oracle:exits always
func defersAreSkipped(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		os.Exit(1)
	}
	if resp.StatusCode == http.StatusOK {
		os.Exit(0)
	}
	defer resp.Body.Close()
	os.Exit(2)
}

func goexit(c *http.Client, url string) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		resp, err := c.Get(url)
		if err != nil {
			return
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			runtime.Goexit()
		}
	}()
	<-done
}

// die never returns.
func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format, args...)
	os.Exit(1)
}

// bug never returns either.
func bug(err error) {
	panic(fmt.Errorf("bug: %w", err))
}

// dieIf returns if there is no error.
func dieIf(err error) {
	if err != nil {
		die("%v\n", err)
	}
}

//oracle:exits when the request fails
func ownFatal(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		die("get: %v\n", err)
	}
	if resp.StatusCode >= 400 {
		die("status: %s\n", resp.Status)
	}
	defer resp.Body.Close()
}

func ownPanic(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		bug(err)
	}
	if resp.StatusCode >= 400 {
		bug(errors.New(resp.Status))
	}
	defer resp.Body.Close()
}

//oracle:exits when the request or the decoding fails
func ownConditional(c *http.Client, url string) map[string]any {
	resp, err := c.Get(url)
	dieIf(err)
	var v map[string]any
	dieIf(json.NewDecoder(resp.Body).Decode(&v))
	dieIf(resp.Body.Close())
	return v
}

//oracle:exits when the request or the decoding fails
func ownConditionalForgets(c *http.Client, url string) map[string]any {
	resp, err := c.Get(url) // want "is not closed"
	dieIf(err)
	if resp.StatusCode == http.StatusNotFound {
		return nil
	}
	var v map[string]any
	dieIf(json.NewDecoder(resp.Body).Decode(&v))
	dieIf(resp.Body.Close())
	return v
}

// blocks waits for ever on the path without a close.
//
//oracle:norun it does not end
func blocks(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err != nil {
		return
	}
	if resp.StatusCode == http.StatusOK {
		select {}
	}
	resp.Body.Close()
}

type logger struct{ prefix string }

// Fatal ends the program, whatever the prefix.
func (l logger) Fatal(err error) {
	log.Fatal(l.prefix, err)
}

// Error looks like Fatal and does return.
func (l logger) Error(err error) {
	fmt.Fprintln(os.Stderr, l.prefix, err)
}

//oracle:exits when the status is not 200
func methodFatal(c *http.Client, url string) {
	l := logger{prefix: "x"}
	resp, err := c.Get(url)
	if err != nil {
		l.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		l.Fatal(errors.New(resp.Status))
	}
	defer resp.Body.Close()
}

func methodError(c *http.Client, url string) {
	l := logger{prefix: "x"}
	resp, err := c.Get(url) // want "is not closed"
	if err != nil {
		l.Error(err)
		return
	}
	if resp.StatusCode != http.StatusOK {
		l.Error(errors.New(resp.Status))
		return
	}
	defer resp.Body.Close()
}
