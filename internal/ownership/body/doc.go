// Package body follows open response bodies. [Bodies] is the resource: it says to a search what acquires a body, which
// types can lead to it, and what closes it; and to analyzers, which acquisitions leak.
//
// A call acquires that returns a response, if it did not fail: then the error is nil (acquire.go). So does a call of a
// function that is known, from its source or by a fact, to return an open body. Close releases it, be it through the field Body, an interface, a bound
// method or a wrapper.
//
// carrier.go says as what a parameter can get an open body, owner.go which types always hold one, shut.go which
// interface methods never return one. Facts of all that are in facts.go.
//
// A [Leak] says what a fix has to know. confine.go is an escape analysis: does anything that leads to the body, were it only to
// read, outlive the function? bare.go says which responses may lack a body, so that closing it would be a nil pointer.
package body
