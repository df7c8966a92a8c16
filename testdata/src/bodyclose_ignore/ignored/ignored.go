// Package ignored leaks, and says so: findings are kept back by comments.
package ignored

import (
	"errors"
	"net/http"
)

func trailing(url string) {
	http.Get(url) //httpleak:ignore bodyclose the process ends soon
	http.Get(url) // want "response of http.Get is discarded"
}

func above(url string) {
	//httpleak:ignore bodyclose the process ends soon
	_, _ = http.Get(url)
}

func category(url string) error {
	http.Get(url)              //httpleak:ignore bodyclose/discard the process ends soon
	resp, err := http.Get(url) /* want "not closed when resp.StatusCode" */ //httpleak:ignore bodyclose/discard another category
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return resp.Body.Close()
}

func severalLines(c *http.Client, url string) {
	_, _ = c.Post(
		url,
		"text/plain",
		nil,
	) //httpleak:ignore bodyclose the process ends soon
}

// whole is silent as a whole.
//
//httpleak:ignore bodyclose,idleconn the process ends soon
func whole(url string) {
	http.Get(url)
	func() { http.Get(url) }()
}

func block(urls []string) {
	//httpleak:ignore bodyclose the process ends soon
	for _, url := range urls {
		http.Get(url)
	}
	http.Get(urls[0]) // want "discarded"
}

func golangci(url string) {
	http.Get(url) //nolint:bodyclose
	http.Get(url) // nolint: errcheck,bodyclose // the process ends soon
	http.Get(url) //nolint
	http.Get(url) //nolint:all
	http.Get(url) //nolint:httpleak
	http.Get(url) /* want "discarded" */ //nolint:errcheck
}

//nolint:bodyclose // the process ends soon
func golangciWhole(url string) {
	http.Get(url)
}

var response, failure = http.Get("http://localhost") //nolint:bodyclose

func wrong(url string) {
	http.Get(url) /* want "discarded, its" "directive httpleak:ignore bodyclose has no effect without a reason" */                        //httpleak:ignore bodyclose
	http.Get(url) /* want "discarded, its" "directive httpleak:ignore names no analyzer" */                                               //httpleak:ignore
	http.Get(url) /* want "discarded, its" "no analyzer is called \"bodyclos\" .there are bodyclose, defaultclient, idleconn, percall" */ //httpleak:ignore bodyclos a slip
	http.Get(url) /* want "discarded, its" "bodyclose has no category \"discarded\" .there are discard, loopdefer" */                     //httpleak:ignore bodyclose/discarded a slip
	http.Get(url) /* want "discarded, its" "unknown directive httpleak:ignored .want closes, borrows, returns or ignore." */              //httpleak:ignored bodyclose a slip
	http.Get(url) /* want "discarded, its" "has to begin with //httpleak:ignore, without a space" */                                      // httpleak:ignore bodyclose a slip
}
