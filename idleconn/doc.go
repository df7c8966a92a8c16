// Package idleconn defines an analyzer that is being written.
//
// # Analyzer idleconn
//
// idleconn: find something
package idleconn
