// Package branches holds functions that set a limit on some paths only. A test calls those in
// Funcs with true and with false.
package branches

import (
	"errors"
	"net/http"
	"time"
)

// Funcs are the functions that the test calls.
var Funcs = map[string]func(b bool) *http.Transport{
	"One":       One,
	"Else":      Else,
	"Switch":    Switch,
	"KeepAlive": KeepAlive,
	"Pointer":   Pointer,
	"Both":      Both,
	"Either":    Either,
	"All":       All,
	"Again":     Again,
	"Early":     Early,
	"Default":   Default,
	"Zero":      Zero,
	"Nested":    Nested,
}

func One(b bool) *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr gets a limit on some paths only \(line 31\): its idle connections stay open until the server closes them$`
	if b {
		tr.IdleConnTimeout = time.Minute
	}
	return tr
}

func Else(b bool) *http.Transport {
	tr := new(http.Transport) // want `^http\.Transport in variable tr gets a limit on some paths only \(line 41\)`
	if b {
		tr.MaxIdleConns = 10
	} else {
		tr.IdleConnTimeout = time.Minute
	}
	return tr
}

func Switch(b bool) *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr gets a limit on some paths only \(line 50\)`
	switch {
	case b:
		tr.IdleConnTimeout = time.Minute
	}
	return tr
}

func KeepAlive(b bool) *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr gets a limit on some paths only`
	if b {
		tr.DisableKeepAlives = true
	}
	return tr
}

func Pointer(b bool) *http.Transport {
	var tr http.Transport // want `^http\.Transport in variable tr gets a limit on some paths only`
	if !b {
		tr.IdleConnTimeout = time.Minute
	}
	return &tr
}

func Nested(b bool) *http.Transport {
	tr := &http.Transport{} // want `^http\.Transport in variable tr gets a limit on some paths only`
	if b {
		if b {
			tr.IdleConnTimeout = time.Minute
		}
	}
	return tr
}

// Clean: a limit on every path.

func Both(b bool) *http.Transport {
	tr := &http.Transport{}
	if b {
		tr.IdleConnTimeout = time.Minute
	} else {
		tr.IdleConnTimeout = time.Hour
	}
	return tr
}

func Either(b bool) *http.Transport {
	tr := &http.Transport{}
	if b {
		tr.DisableKeepAlives = true
	} else {
		tr.IdleConnTimeout = time.Minute
	}
	return tr
}

func All(b bool) *http.Transport {
	tr := &http.Transport{}
	switch b {
	case true:
		tr.IdleConnTimeout = time.Minute
	default:
		tr.MaxIdleConnsPerHost = -1
	}
	return tr
}

func Again(b bool) *http.Transport {
	tr := &http.Transport{}
	if b {
		tr.IdleConnTimeout = time.Hour
	}
	tr.IdleConnTimeout = time.Minute
	return tr
}

func Early(b bool) *http.Transport {
	tr := &http.Transport{}
	if errors.Is(nil, http.ErrUseLastResponse) {
		return nil
	}
	if b {
		tr = &http.Transport{IdleConnTimeout: time.Minute}
	} else {
		tr.IdleConnTimeout = time.Minute
	}
	return tr
}

// Clean: the condition is about the limit.

func Default(b bool) *http.Transport {
	tr := &http.Transport{}
	if tr.IdleConnTimeout == 0 {
		tr.IdleConnTimeout = time.Minute
	}
	return tr
}

func Zero(b bool) *http.Transport {
	tr := &http.Transport{}
	limit := time.Minute
	if limit > 0 {
		tr.IdleConnTimeout = limit
	}
	return tr
}

type config struct {
	limited bool
	idle    time.Duration
}

func configured(c config) *http.Transport {
	tr := &http.Transport{}
	if c.limited {
		tr.IdleConnTimeout = c.idle
	}
	return tr
}

func looked(limits map[string]time.Duration, each []time.Duration) (a, b *http.Transport) {
	a = &http.Transport{}
	if d, ok := limits["idle"]; ok {
		a.IdleConnTimeout = d
	}
	b = &http.Transport{}
	for _, d := range each {
		b.IdleConnTimeout = d
	}
	return a, b
}

// Clean: elsewhere, too.

func elsewhere(b bool) *http.Transport {
	tr := &http.Transport{}
	if b {
		tr.IdleConnTimeout = time.Second
	}
	limit(tr)
	return tr
}

func limit(tr *http.Transport) { tr.IdleConnTimeout = time.Second }

func literal(b bool) *http.Transport {
	tr := &http.Transport{}
	func() {
		if b {
			tr.IdleConnTimeout = time.Second
		}
	}()
	return tr
}

func looped(bs []bool) (list []*http.Transport) {
	var tr *http.Transport
	for _, b := range bs {
		if b {
			tr.IdleConnTimeout = time.Second
		}
		tr = &http.Transport{}
		list = append(list, tr)
	}
	return list
}
