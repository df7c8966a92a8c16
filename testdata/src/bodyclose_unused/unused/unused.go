// Package unused has comments that silence nothing.
package unused

import (
	"net/http"
	"os"
)

func closed(url string) error {
	resp, err := http.Get(url) /* want "//nolint:bodyclose in closed silences nothing" */ //nolint:bodyclose
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func used(url string) {
	http.Get(url) //nolint:bodyclose
	http.Get(url) //nolint:errcheck,bodyclose // the process ends soon
	http.Get(url) //httpleak:ignore bodyclose/discard the process ends soon
}

func list(url string) error {
	resp, err := http.Get(url) /* want "//nolint:bodyclose in list silences nothing" */ //nolint:bodyclose,noctx // there is no context
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// blanket is not told: others may need them.
func blanket() {
	os.Getpid() //nolint
	os.Getpid() //nolint:all
	os.Getpid() //nolint:httpleak
	os.Getpid() //nolint:gosec
}

// documented has one in its doc comment. // want +2 "//httpleak:ignore bodyclose in documented silences nothing"
//
//httpleak:ignore bodyclose,idleconn/zero it was a leak
func documented() {}

func twice() {
	// A comment that stays. // want +1 "//nolint:bodyclose in twice silences nothing$"
	//nolint:bodyclose
	os.Getpid()
	os.Getpid() /* want "//nolint:bodyclose in twice silences nothing .line 48." */ //nolint:bodyclose
}
