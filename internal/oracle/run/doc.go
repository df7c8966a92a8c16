// Package run is the half of the oracle that is compiled together with the
// fixtures: it calls each registered function under each scenario and records
// what became of every response body.
//
// It is built twice: as this package, for its unit tests, and, through an
// overlay that package oracle writes, as the package "oraclerun" of a GOPATH
// whose src holds the fixtures. So it imports the standard library only.
package run
