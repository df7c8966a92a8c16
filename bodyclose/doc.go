// Package bodyclose defines an analyzer that is being written.
//
// # Analyzer bodyclose
//
// bodyclose: find something
package bodyclose
