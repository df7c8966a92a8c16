// Package shared never names net/http's Transport: it knows it by an alias of
// another package.
package shared

import "idleconn/forms"

func make() *forms.Pool {
	return &forms.Pool{} // want `^http\.Transport returned by make has no`
}

func makeSet() *forms.Pool {
	p := new(forms.Pool)
	p.DisableKeepAlives = true
	return p
}
