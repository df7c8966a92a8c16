package directive

import "net/http"

var takers = map[int]func(*http.Response){}

// MendedDispatch names the parameter as the function does.
//
//httpleak:closes resp
func MendedDispatch(resp *http.Response) {
	takers[resp.StatusCode](resp)
}
