// Package directive tells bodyclose about a table that it cannot see into.
package directive

import "net/http"

var handlers = map[int]func(*http.Response){}

// LeakyDispatch hands the response to whoever handles its status.
//
//httpleak:closes response
func LeakyDispatch(resp *http.Response) {
	handlers[resp.StatusCode](resp)
}
