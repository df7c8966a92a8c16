// Command command makes transports in and around its main function.
package main

import (
	"net/http"
	"os"
	"time"
)

func main() {
	// Clean: once in the life of the process.
	tr := &http.Transport{}
	(&http.Client{Transport: tr}).Head(os.Args[0])
	helper(os.Args[0])
	func() { (&http.Client{Transport: &http.Transport{}}).Head(os.Args[0]) }()
	defer func() { (&http.Client{Transport: &http.Transport{}}).Head(os.Args[0]) }()
	run(func() { (&http.Client{Transport: &http.Transport{}}).Head(os.Args[0]) })

	for _, u := range os.Args {
		c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in main is dropped with its pool: each time`
		c.Head(u)
		looped(u)
		go func() {
			(&http.Client{}).Head(u) // want `^http\.Client made in main each time anew`
		}()
		go func() {
			c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in main is dropped`
			c.Head(u)
		}()
	}

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		(&http.Client{Transport: &http.Transport{}}).Do(r) // want `^http\.Transport made in main is dropped`
	})
	for range time.Tick(time.Second) {
		ticked(os.Args[0])
	}
}

// Clean: main calls it once, and so does a helper.
func helper(u string) {
	(&http.Client{Transport: &http.Transport{}}).Head(u)
	Deeper(u)
}

// Clean: nothing can import a command.
func Deeper(u string) { (&http.Client{}).Head(u) }

func looped(u string) {
	(&http.Client{Transport: &http.Transport{}}).Head(u) // want `^http\.Transport made in looped is dropped`
}

func ticked(u string) {
	(&http.Client{Transport: &http.Transport{}}).Head(u) // want `^http\.Transport made in ticked is dropped`
}

func run(f func()) { f() }

// Recursion is a loop.
func countdown(n int, u string) {
	(&http.Client{Transport: &http.Transport{}}).Head(u) // want `^http\.Transport made in countdown is dropped`
	if n > 0 {
		countdown(n-1, u)
	}
}

// Clean: a process runs one of its commands, once.

type cmd struct {
	name string
	run  func(u string)
}

var commands = []cmd{{"get", get}, {"head", func(u string) { (&http.Client{Transport: &http.Transport{}}).Head(u) }}}

var root = &cmd{name: "root", run: get}

func get(u string) { (&http.Client{Transport: &http.Transport{}}).Get(u) }
