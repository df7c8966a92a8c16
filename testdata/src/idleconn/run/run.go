// Package run holds functions that make a transport. A test calls each of them and
// looks at what the transport does with an idle connection.
package run

import (
	"net/http"
	"os"
	"time"
)

// Funcs are the functions of the package.
var Funcs = map[string]func() *http.Transport{
	"Literal":        Literal,
	"Empty":          Empty,
	"New":            New,
	"Var":            Var,
	"Value":          Value,
	"Settings":       Settings,
	"Zero":           Zero,
	"ZeroByName":     ZeroByName,
	"ZeroAssigned":   ZeroAssigned,
	"ZeroClone":      ZeroClone,
	"OfClient":       OfClient,
	"Element":        Element,
	"NonNegative":    NonNegative,
	"KeepAlives":     KeepAlives,
	"Set":            Set,
	"SetLater":       SetLater,
	"SetOnVar":       SetOnVar,
	"SetByPointer":   SetByPointer,
	"SetByClosure":   SetByClosure,
	"SetByTuner":     SetByTuner,
	"SetByMethod":    SetByMethod,
	"SetOnResult":    SetOnResult,
	"SetOnField":     SetOnField,
	"SetOnClient":    SetOnClient,
	"SetInLoop":      SetInLoop,
	"SetByAddress":   SetByAddress,
	"Reset":          Reset,
	"Variable":       Variable,
	"NoKeepAlives":   NoKeepAlives,
	"NoKeepAlives2":  NoKeepAlives2,
	"NoIdle":         NoIdle,
	"NoIdleLater":    NoIdleLater,
	"Default":        Default,
	"Overwritten":    Overwritten,
	"OverwrittenVar": OverwrittenVar,
	"Swallowed":      Swallowed,
}

// These keep idle connections until the server closes them.

func Literal() *http.Transport {
	return &http.Transport{MaxIdleConns: 10} // want `^http\.Transport returned by Literal has no IdleConnTimeout: its idle connections stay open until the server closes them$`
}

func Empty() *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr has no IdleConnTimeout`
	return tr
}

func New() *http.Transport {
	return new(http.Transport) // want `^http\.Transport returned by New has no`
}

func Var() *http.Transport {
	var tr http.Transport // want `^http\.Transport in variable tr has no`
	return &tr
}

func Value() *http.Transport {
	tr := http.Transport{ForceAttemptHTTP2: true} // want `^http\.Transport in variable tr has no`
	return &tr
}

func Settings() *http.Transport {
	tr := &http.Transport{ // want `^http\.Transport in variable tr has no`
		TLSHandshakeTimeout:   time.Second,
		ResponseHeaderTimeout: time.Second,
	}
	tr.MaxIdleConns = 5
	tr.MaxIdleConnsPerHost = 5
	tr.DisableCompression = true
	return tr
}

func Zero() *http.Transport {
	return &http.Transport{
		IdleConnTimeout: 0, // want `^IdleConnTimeout of the http\.Transport returned by Zero is set to 0, which is no limit: its idle connections stay open until the server closes them$`
	}
}

func ZeroByName() *http.Transport {
	const never time.Duration = 0
	return &http.Transport{IdleConnTimeout: never * time.Second} // want `^IdleConnTimeout of the http\.Transport returned by ZeroByName is set to 0`
}

func ZeroAssigned() *http.Transport {
	tr := &http.Transport{}
	tr.IdleConnTimeout = 0 // want `^IdleConnTimeout of the http\.Transport in variable tr is set to 0`
	return tr
}

func ZeroClone() *http.Transport {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.IdleConnTimeout = 0 // want `^IdleConnTimeout of the http\.Transport in variable tr is set to 0`
	return tr
}

func OfClient() *http.Transport {
	c := &http.Client{
		Transport: &http.Transport{}, // want `^http\.Transport in variable c has no`
		Timeout:   time.Second,
	}
	return c.Transport.(*http.Transport)
}

func Element() *http.Transport {
	trs := []*http.Transport{
		{MaxIdleConns: 1}, // want `^http\.Transport in variable trs has no`
	}
	return trs[0]
}

func NonNegative() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: 0} // want `^http\.Transport returned by NonNegative has no`
}

func KeepAlives() *http.Transport {
	return &http.Transport{DisableKeepAlives: false} // want `^http\.Transport returned by KeepAlives has no`
}

// Clean: these close them after a while, or keep none.

func Set() *http.Transport { return &http.Transport{IdleConnTimeout: 90 * time.Second} }

func SetLater() *http.Transport {
	tr := &http.Transport{}
	tr.IdleConnTimeout = time.Minute
	return tr
}

func SetOnVar() *http.Transport {
	var tr http.Transport
	tr.IdleConnTimeout = time.Minute
	return &tr
}

func SetByPointer() *http.Transport {
	var tr http.Transport
	p := &tr
	(*p).IdleConnTimeout = time.Minute
	return p
}

func SetByClosure() *http.Transport {
	tr := new(http.Transport)
	func() { tr.IdleConnTimeout = time.Minute }()
	return tr
}

func SetByTuner() *http.Transport {
	tr := &http.Transport{}
	tune(nil, tr)
	return tr
}

func tune(_ *http.Client, t *http.Transport) { t.IdleConnTimeout = time.Minute }

type holder struct {
	tr     *http.Transport
	client *http.Client
}

func SetByMethod() *http.Transport {
	h := holder{tr: &http.Transport{}}
	h.tune()
	return h.tr
}

func (h *holder) tune() { h.tr.IdleConnTimeout = time.Minute }

func SetOnResult() *http.Transport {
	tr := untuned()
	tr.IdleConnTimeout = time.Minute
	return tr
}

func untuned() *http.Transport { return &http.Transport{MaxIdleConns: 10} }

func SetOnField() *http.Transport {
	h := &holder{nil, &http.Client{}}
	h.client.Transport = &http.Transport{}
	h.client.Transport.(*http.Transport).IdleConnTimeout = time.Minute
	return h.client.Transport.(*http.Transport)
}

func SetOnClient() *http.Transport {
	c := http.Client{Transport: &http.Transport{}}
	if tr, ok := c.Transport.(*http.Transport); ok {
		tr.IdleConnTimeout = time.Minute
	}
	return c.Transport.(*http.Transport)
}

func SetInLoop() *http.Transport {
	trs := map[string]*http.Transport{"": {}}
	for _, tr := range trs {
		tr.IdleConnTimeout = time.Minute
	}
	return trs[""]
}

func SetByAddress() *http.Transport {
	tr := &http.Transport{}
	duration(&tr.IdleConnTimeout)
	return tr
}

func duration(d *time.Duration) { *d = time.Minute }

func Reset() *http.Transport {
	tr := &http.Transport{IdleConnTimeout: 0}
	tr.IdleConnTimeout = time.Minute
	return tr
}

func Variable() *http.Transport { return &http.Transport{IdleConnTimeout: timeout()} }

func timeout() time.Duration { return time.Duration(len(os.Args)) * time.Minute }

func NoKeepAlives() *http.Transport { return &http.Transport{DisableKeepAlives: true} }

func NoKeepAlives2() *http.Transport {
	tr := &http.Transport{DisableKeepAlives: len(os.Args) > 0}
	return tr
}

func NoIdle() *http.Transport { return &http.Transport{MaxIdleConnsPerHost: -1} }

func NoIdleLater() *http.Transport {
	tr := &http.Transport{}
	tr.MaxIdleConnsPerHost = -1
	return tr
}

func Default() *http.Transport { return http.DefaultTransport.(*http.Transport).Clone() }

func Overwritten() *http.Transport {
	tr := &http.Transport{}
	*tr = *http.DefaultTransport.(*http.Transport).Clone()
	return tr
}

func OverwrittenVar() *http.Transport {
	var tr http.Transport
	tr = http.Transport{IdleConnTimeout: time.Minute}
	return &tr
}

func Swallowed() *http.Transport {
	_ = &http.Transport{}
	var _ http.RoundTripper = &http.Transport{}
	return Default()
}
