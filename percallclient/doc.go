// Package percallclient defines an analyzer that is being written.
//
// # Analyzer percallclient
//
// percallclient: find something
package percallclient
