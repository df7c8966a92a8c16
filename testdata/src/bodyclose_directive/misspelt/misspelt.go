// Package misspelt has directives that cannot be obeyed.
package misspelt

import "net/http"

//httpleak:close resp // want "unknown directive httpleak:close .want closes, borrows, returns or ignore."
func a(resp *http.Response) {}

//httpleak:closes body // want "directive httpleak:closes: b has no parameter body"
func b(resp *http.Response) {}

//httpleak:closes // want "directive httpleak:closes names no parameter of c"
func c(resp *http.Response) {}

//httpleak:returns opened // want "directive httpleak:returns of d wants open or closed"
func d() *http.Response { return nil }

//httpleak:returns open // want "directive httpleak:returns: e returns nothing that could be closed"
func e() error { return nil }
