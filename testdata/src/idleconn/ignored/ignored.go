// Package ignored has findings that comments silence.
package ignored

import "net/http"

var one = &http.Transport{} //httpleak:ignore idleconn there is one host only

//nolint:idleconn
var (
	two   = &http.Transport{}
	three = &http.Transport{IdleConnTimeout: 0}
)

var four = &http.Transport{} /* want "has no IdleConnTimeout" */ //httpleak:ignore idleconn/zero not this one
