// Package defaultclient defines an analyzer that is being written.
//
// # Analyzer defaultclient
//
// defaultclient: find something
package defaultclient
