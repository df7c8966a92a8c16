// Package declared has functions whose directives importers obey.
package declared

import "io"

var byName = map[string]func(io.Closer) error{
	"close": func(c io.Closer) error { return c.Close() },
	"look":  func(io.Closer) error { return nil },
}

//httpleak:closes c
func Finish(name string, c io.Closer) error { return byName[name](c) }

//httpleak:borrows c
func Look(c io.Closer) error { return byName["look"](c) }
