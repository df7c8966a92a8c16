// Package feasible holds functions that close the idle connections, or leave them, by way of flags,
// errors, deferred closures, helpers and loops. A test calls each of them several times, with a
// server that answers 200 and with one that does not answer, and counts the idle
// connections that nobody can close any more.
package feasible

import (
	"errors"
	"io"
	"net/http"
)

// Funcs are the functions of the package. If the argument is false, the request fails.
var Funcs = map[string]func(url string, up bool) error{
	"Flag":              Flag,
	"FlagWrong":         FlagWrong,
	"FlagInverted":      FlagInverted,
	"OffByFlag":         OffByFlag,
	"OffElsewhere":      OffElsewhere,
	"DeferInBranch":     DeferInBranch,
	"DeferInOther":      DeferInOther,
	"DeferredClosure":   DeferredClosure,
	"DeferredOnError":   DeferredOnError,
	"HelperOnSuccess":   HelperOnSuccess,
	"HelperOnError":     HelperOnError,
	"HelperFlag":        HelperFlag,
	"HelperFlagOff":     HelperFlagOff,
	"ErrorLater":        ErrorLater,
	"ErrorSwitch":       ErrorSwitch,
	"ErrorWrapped":      ErrorWrapped,
	"ErrorForgotten":    ErrorForgotten,
	"ResponseTested":    ResponseTested,
	"Closure":           Closure,
	"ClosureLeaks":      ClosureLeaks,
	"Again":             Again,
	"LoopOverwrites":    LoopOverwrites,
	"LoopReaps":         LoopReaps,
	"Retry":             Retry,
	"RetryReaps":        RetryReaps,
	"Replaced":          Replaced,
	"Interface":         Interface,
	"InterfaceClosed":   InterfaceClosed,
	"OptionOfMaker":     OptionOfMaker,
	"SettingOfMaker":    SettingOfMaker,
	"SharedByMaker":     SharedByMaker,
	"Copied":            Copied,
	"Options":           Options,
	"ReadFails":         ReadFails,
	"UsedByMaker":       UsedByMaker,
	"TwoOfThem":         TwoOfThem,
	"ClosedInGoroutine": ClosedInGoroutine,
}

// A flag says whether there is a pool, and it is asked again.

func Flag(url string, up bool) error {
	own := len(url) > 1
	rt := http.DefaultTransport
	if own {
		rt = &http.Transport{}
	}
	err := get(&http.Client{Transport: rt}, url)
	if own {
		rt.(*http.Transport).CloseIdleConnections()
	}
	return err
}

func FlagWrong(url string, up bool) error {
	own := len(url) > 1
	var tr *http.Transport
	if own {
		tr = &http.Transport{} // want `^http\.Transport made in FlagWrong is dropped with its pool: each time`
	} else {
		tr = http.DefaultTransport.(*http.Transport)
	}
	err := get(&http.Client{Transport: tr}, url)
	if !own {
		tr.CloseIdleConnections()
	}
	return err
}

func FlagInverted(url string, up bool) error {
	sent := false
	tr := &http.Transport{}
	err := get(&http.Client{Transport: tr}, url)
	if err == nil {
		sent = true
	}
	if !sent {
		return err
	}
	tr.CloseIdleConnections()
	return nil
}

// Keep-alives are off on the path that sends.

func OffByFlag(url string, up bool) error {
	tr := &http.Transport{}
	if up {
		tr.DisableKeepAlives = true
	} else {
		return errors.New("not up")
	}
	return get(&http.Client{Transport: tr}, url)
}

func OffElsewhere(url string, up bool) error {
	tr := &http.Transport{} // want `^http\.Transport made in OffElsewhere is dropped`
	if !up {
		tr.DisableKeepAlives = true
	}
	return get(&http.Client{Transport: tr}, url)
}

func DeferInBranch(url string, up bool) error {
	var rt http.RoundTripper = http.DefaultTransport
	if url != "" {
		tr := &http.Transport{}
		defer tr.CloseIdleConnections()
		rt = tr
	}
	return get(&http.Client{Transport: rt}, url)
}

func DeferInOther(url string, up bool) error {
	tr := &http.Transport{} // want `^http\.Transport made in DeferInOther is dropped with its pool`
	if !up {
		defer tr.CloseIdleConnections()
	}
	return get(&http.Client{Transport: tr}, url)
}

func DeferredClosure(url string, up bool) (err error) {
	var c *http.Client
	defer func() {
		if c != nil {
			c.CloseIdleConnections()
		}
	}()
	if url == "" {
		return errors.New("no address")
	}
	c = &http.Client{Transport: &http.Transport{}}
	return get(c, url)
}

func DeferredOnError(url string, up bool) (err error) {
	tr := &http.Transport{} // want `^http\.Transport made in DeferredOnError is dropped with its pool on a path`
	defer func() {
		if err != nil {
			tr.CloseIdleConnections()
		}
	}()
	return get(&http.Client{Transport: tr}, url)
}

// Helpers that close on some of their ends.

func getAndReap(c *http.Client, url string) error {
	if err := get(c, url); err != nil {
		return err
	}
	c.CloseIdleConnections()
	return nil
}

func HelperOnSuccess(url string, up bool) error {
	return getAndReap(&http.Client{Transport: &http.Transport{}}, url)
}

func getOrReap(c *http.Client, url string) error {
	err := get(c, url)
	if err != nil {
		c.CloseIdleConnections()
	}
	return err
}

func HelperOnError(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in HelperOnError is dropped with its pool on a path`
	return getOrReap(c, url)
}

func getWith(c *http.Client, url string, reap bool) error {
	if reap {
		defer c.CloseIdleConnections()
	}
	return get(c, url)
}

func HelperFlag(url string, up bool) error {
	return getWith(&http.Client{Transport: &http.Transport{}}, url, true)
}

func HelperFlagOff(url string, up bool) error {
	return getWith(&http.Client{Transport: &http.Transport{}}, url, false) // want `^http\.Transport made in HelperFlagOff is dropped with its pool: each time`
}

// The error of the request says whether there is a connection.

func ErrorLater(url string, up bool) error {
	tr := &http.Transport{}
	resp, err := (&http.Client{Transport: tr}).Get(url)
	failed := err != nil
	if !failed {
		err = resp.Body.Close()
	}
	if failed {
		return err
	}
	tr.CloseIdleConnections()
	return err
}

func ErrorSwitch(url string, up bool) error {
	tr := &http.Transport{}
	resp, err := (&http.Client{Transport: tr}).Get(url)
	switch {
	case errors.Is(err, http.ErrNotSupported), err != nil:
		return err
	default:
		defer tr.CloseIdleConnections()
		return resp.Body.Close()
	}
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(errors.New("no answer"), err)
}

func ErrorWrapped(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}}
	resp, err := c.Get(url)
	if err = wrap(err); err != nil {
		return err
	}
	resp.Body.Close()
	c.CloseIdleConnections()
	return nil
}

func ErrorForgotten(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in ErrorForgotten is dropped with its pool on a path`
	resp, err := c.Get(url)
	if err == nil {
		return resp.Body.Close()
	}
	c.CloseIdleConnections()
	return err
}

func ResponseTested(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}}
	resp, _ := c.Get(url)
	if resp == nil {
		return errors.New("no answer")
	}
	c.CloseIdleConnections()
	err := resp.Body.Close()
	c.CloseIdleConnections()
	return err
}

// Closures of the function.

func Closure(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}}
	done := func() { c.CloseIdleConnections() }
	if err := get(c, url); err != nil {
		return err
	}
	done()
	return nil
}

func ClosureLeaks(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in ClosureLeaks is dropped with its pool on a path`
	done := func(failed bool) {
		if failed {
			c.CloseIdleConnections()
		}
	}
	err := get(c, url)
	done(err != nil)
	return err
}

// Closed, and used again.

func Again(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in Again is dropped with its pool`
	if err := get(c, url); err != nil {
		return err
	}
	c.CloseIdleConnections()
	return get(c, url)
}

// Loops.

func LoopOverwrites(url string, up bool) error {
	var tr *http.Transport
	for i := range 2 {
		if i == 1 && !up {
			break
		}
		tr = &http.Transport{} // want `^http\.Transport made in LoopOverwrites is dropped with its pool`
		if err := get(&http.Client{Transport: tr}, url); err != nil {
			return err
		}
	}
	tr.CloseIdleConnections()
	return nil
}

func LoopReaps(url string, up bool) error {
	for range 2 {
		tr := &http.Transport{}
		err := get(&http.Client{Transport: tr}, url)
		tr.CloseIdleConnections()
		if err != nil {
			return err
		}
	}
	return nil
}

func Retry(url string, up bool) error {
	var err error
	for range 3 {
		c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in Retry is dropped`
		if err = get(c, url); err == nil {
			return nil
		}
	}
	return err
}

func RetryReaps(url string, up bool) error {
	var err error
	for range 3 {
		c := &http.Client{Transport: &http.Transport{}}
		if err = get(c, url); err != nil {
			continue
		}
		c.CloseIdleConnections()
		return nil
	}
	return err
}

// The client that is told to close has another transport by then.

func Replaced(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in Replaced is dropped with its pool`
	err := get(c, url)
	c.Transport = &http.Transport{}
	c.CloseIdleConnections()
	return err
}

// A constructor that returns an interface.

type pinger interface{ ping(url string) error }

type impl struct{ client *http.Client }

func (i *impl) ping(url string) error { return get(i.client, url) }

func (i *impl) Close() error { // want Close:`^reaps\(0\)`
	i.client.CloseIdleConnections()
	return nil
}

func newPinger() pinger { return &impl{&http.Client{Transport: &http.Transport{}}} }

func Interface(url string, up bool) error {
	return newPinger().ping(url) // want `^http\.Transport made by newPinger in Interface is dropped`
}

func InterfaceClosed(url string, up bool) error {
	p := newPinger()
	defer p.(interface{ Close() error }).Close()
	return p.ping(url)
}

// Clean: whether it makes one is the choice of the caller, who may know that it does not.

func newMaybe(own bool) *http.Client {
	c := &http.Client{}
	if own {
		c.Transport = &http.Transport{}
	}
	return c
}

func OptionOfMaker(url string, up bool) error { return get(newMaybe(url == ""), url) }

// A maker whose own settings say whether there is a pool: the path is feasible.

type settings struct{ limits *http.Transport }

func (s settings) client() *http.Client {
	c := &http.Client{}
	if s.limits != nil {
		c.Transport = &http.Transport{MaxIdleConns: s.limits.MaxIdleConns}
	}
	return c
}

func SettingOfMaker(url string, up bool) error {
	s := settings{limits: &http.Transport{MaxIdleConns: 1}}
	return get(s.client(), url) // want `^http\.Transport made by client in SettingOfMaker is dropped`
}

// Clean: it may be one that is shared.

func newOrShared(url string) *http.Client {
	if url != "" {
		return http.DefaultClient
	}
	return &http.Client{Transport: &http.Transport{}}
}

func SharedByMaker(url string, up bool) error { return get(newOrShared(url), url) }

// A copy of a client, with another transport.

func Copied(url string, up bool) error {
	c := *http.DefaultClient
	c.Transport = http.DefaultTransport.(*http.Transport).Clone() // want `^clone of http\.DefaultTransport made in Copied is dropped`
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// An option may keep the client, but none is given here.

func with(url string, opts ...func(*http.Client)) error {
	c := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in with is dropped`
	for _, opt := range opts {
		opt(c)
	}
	return get(c, url)
}

func Options(url string, up bool) error { return with(url) }

// A response that could not be read to its end has given up its connection.

func ReadFails(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}}
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err != nil {
		return err
	}
	resp.Body.Close()
	c.CloseIdleConnections()
	return nil
}

// A maker that uses what it makes.

func newChecked(url string) (*http.Client, error) {
	c := &http.Client{Transport: &http.Transport{}}
	if err := get(c, url); err != nil {
		return nil, err
	}
	return c, nil
}

func UsedByMaker(url string, up bool) error {
	_, err := newChecked(url) // want `^http\.Transport made by newChecked in UsedByMaker is dropped`
	return err
}

// One of two is closed.

func TwoOfThem(url string, up bool) error {
	a := &http.Client{Transport: &http.Transport{}}
	b := &http.Client{Transport: &http.Transport{}} // want `^http\.Transport made in TwoOfThem is dropped with its pool: each time`
	defer a.CloseIdleConnections()
	if err := get(a, url); err != nil {
		return err
	}
	return get(b, url)
}

func ClosedInGoroutine(url string, up bool) error {
	c := &http.Client{Transport: &http.Transport{}}
	err := get(c, url)
	done := make(chan bool)
	go func() {
		c.CloseIdleConnections()
		close(done)
	}()
	<-done
	return err
}

func get(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
